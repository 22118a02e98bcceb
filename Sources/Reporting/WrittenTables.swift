/// The places that a written `results.csv` has figures of, as far as it is needed to see that new
/// tables would lose some.
///
/// Places are compared as they are written: the fields of the experiment, the axes and the stage.
package struct WrittenTables {
  /// How many fields of a line are no part of its place: metric, step and value.
  private static let figureFields = 3

  private let header: [UInt8]
  /// In the order of their first lines.
  private var places: [ArraySlice<UInt8>] = []

  /// - Parameter bytes: Of the file.
  package init(_ bytes: [UInt8]) {
    var reader = FieldReader(bytes)
    let first = reader.line() ?? []
    header = Array(Self.place(of: first, bytes))
    var seen: Set<ArraySlice<UInt8>> = []
    while let line = reader.line() {
      let place = Self.place(of: line, bytes)
      if seen.insert(place).inserted { places.append(place) }
    }
  }

  /// - Parameter fields: Of a line, without the commas between them.
  private static func place(of fields: [Range<Int>], _ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard fields.count > figureFields, let first = fields.first else { return [] }
    return bytes[first.lowerBound..<fields[fields.count - figureFields - 1].upperBound]
  }

  /// The places that other tables lack, as written; all of them where the others have other axes.
  package func places(missingFrom other: WrittenTables) -> [String] {
    let known = header == other.header ? Set(other.places) : []
    return places.filter { !known.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Goes through the lines of comma-separated values; quoted fields may hold commas and line ends.
private struct FieldReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where the fields of the next line stand, quotes included; nil at the end.
  mutating func line() -> [Range<Int>]? {
    guard position < bytes.count else { return nil }
    var fields: [Range<Int>] = []
    var start = position
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
        fields.append(start..<position)
        start = position + 1
        if byte == UInt8(ascii: "\n") { break }
      }
      position += 1
    }
    if position >= bytes.count { fields.append(start..<position) }
    position += 1
    return fields
  }
}
