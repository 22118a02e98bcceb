internal import Serialization

/// The origins of the values in a written `results.csv`, by which it is seen that new tables would
/// lose some of them.
///
/// A value's origin is the part of its line that says where it comes from: the fields of the
/// experiment, the axes and the stage. Origins are compared as they are written.
package struct WrittenTables {
  /// Number of a line's last fields that are no part of the origin: metric, step and value.
  private static let valueFields = 3

  private let header: [UInt8]
  /// In the order of their first lines.
  private var origins: [ArraySlice<UInt8>] = []

  /// Reads the origins from the bytes of a file.
  package init(_ bytes: [UInt8]) {
    var reader = CommaSeparated.Reader(bytes)
    let first = reader.line() ?? []
    header = Array(Self.origin(of: first, bytes))
    var seen: Set<ArraySlice<UInt8>> = []
    while let line = reader.line() {
      let origin = Self.origin(of: line, bytes)
      if seen.insert(origin).inserted { origins.append(origin) }
    }
  }

  /// Returns the first fields of a line, with the commas between them.
  ///
  /// - Parameter fields: The ranges of the line's fields, without commas.
  private static func origin(of fields: [Range<Int>], _ bytes: [UInt8]) -> ArraySlice<UInt8> {
    guard fields.count > valueFields, let first = fields.first else { return [] }
    return bytes[first.lowerBound..<fields[fields.count - valueFields - 1].upperBound]
  }

  /// Returns the origins that other tables lack, as written; all of them if the others have other
  /// axes.
  package func origins(missingFrom other: WrittenTables) -> [String] {
    let known = header == other.header ? Set(other.origins) : []
    return origins.filter { !known.contains($0) }.map { String(decoding: $0, as: UTF8.self) }
  }
}
