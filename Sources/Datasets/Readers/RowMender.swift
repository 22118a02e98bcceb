/// Joins rows that a line end within a text has broken over several lines, and leaves out what
/// can't be joined.
///
/// A quote that is still open at a line's end marks a break. Without one, lines with too few fields
/// are joined where sound rows surround them and they make exactly one row together: of more such
/// lines nobody knows which belong to each other.
struct RowMender {
  private let path: String
  /// Number of fields of a row.
  private let width: Int
  /// Numbers of fields that a row may have.
  private let sound: ClosedRange<Int>
  private let expected: String
  private var joined: [Int] = []
  private var skipped: [(line: Int, fields: Int)] = []

  /// The most lines that are joined to a row.
  private static let longest = 64

  /// Mends rows that have as many fields as a header.
  init(_ path: String, columns: Int) {
    self.path = path
    width = columns
    sound = columns...columns
    expected = "\(columns) columns as in the header"
  }

  /// Mends rows without a header, of which the first `least` columns are read.
  init(_ path: String, least: Int, of rows: Slice<TableRows>) {
    let counts = Dictionary(rows.map { ($0.fields.count, 1) }, uniquingKeysWith: +)
    let usual = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? least
    self.path = path
    width = max(usual, least)
    sound = least...Int.max
    expected = "at least \(least) columns"
  }

  /// Returns the rows that are whole or could be joined.
  ///
  /// - Throws: `DatasetError` where more lines would be left out than stay, as the file then has
  ///   another format.
  mutating func mend(_ rows: Slice<TableRows>) throws(DatasetError) -> TableRows {
    var mended = TableRows()
    var index = rows.startIndex
    while index < rows.endIndex {
      let row = rows[index]
      if let end = end(ofRowAt: index, in: rows) {
        if end > index + 1 { joined.append(row.line) }
        mended.append(line: row.line, Self.joined(rows[index..<end]))
        index = end
      } else {
        skipped.append((row.line, row.fields.count))
        index += 1
      }
    }
    if skipped.count > mended.count { try refuse() }
    return mended
  }

  /// The rows that had to be joined or left out.
  var broken: BrokenRows {
    BrokenRows(path, joined: joined, skipped: skipped.map(\.line), expected: expected)
  }

  private func refuse() throws(DatasetError) {
    try DelimitedTable.report(
      skipped.map { "\(path):\($0.line): expected \(expected), found \($0.fields)" })
  }

  /// Returns the index after the last line of the row that begins at a line; nil where none begins
  /// there.
  private func end(ofRowAt start: Int, in rows: Slice<TableRows>) -> Int? {
    let isWhole = sound.contains(rows[start].fields.count)
    if isWhole, !goesOn(after: start, in: rows) { return start + 1 }
    return joint(from: start, in: rows) ?? (isWhole ? start + 1 : nil)
  }

  /// Returns whether a row with enough fields may have lost the end of its last one to the next
  /// line.
  private func goesOn(after index: Int, in rows: Slice<TableRows>) -> Bool {
    guard index + 1 < rows.endIndex, Self.opensQuote(rows[index].fields.last) else { return false }
    return !sound.contains(rows[index + 1].fields.count)
  }

  /// Returns the end of the lines that make one row together, from `start`; nil where they don't.
  private func joint(from start: Int, in rows: Slice<TableRows>) -> Int? {
    var (end, count) = (start + 1, rows[start].fields.count)
    var isOpen = Self.opensQuote(rows[start].fields.last)
    var isCertain = true
    while count < width || isOpen, end < rows.endIndex, end - start < Self.longest {
      let fields = rows[end].fields
      guard isOpen || !sound.contains(fields.count) else { return nil }
      isCertain = isCertain && isOpen
      let closes = Self.opensQuote(fields.first)
      if fields.count == 1 {
        if closes { isOpen.toggle() }
      } else {
        guard isOpen == closes else { return nil }
        isOpen = Self.opensQuote(fields.last)
      }
      count += fields.count - 1
      end += 1
    }
    guard count == width, !isOpen else { return nil }
    return isCertain || isAlone(start..<end, in: rows) ? end : nil
  }

  /// Returns whether the lines before and after these are sound, or there are none.
  private func isAlone(_ lines: Range<Int>, in rows: Slice<TableRows>) -> Bool {
    let isAfterSkipped =
      lines.lowerBound > rows.startIndex
      && rows[lines.lowerBound - 1].line == skipped.last?.line
    let isBeforeSound =
      lines.upperBound == rows.endIndex || sound.contains(rows[lines.upperBound].fields.count)
    return !isAfterSkipped && isBeforeSound
  }

  /// Joins the fields of lines; the last field of a line and the first of the next become one.
  private static func joined(_ rows: Slice<TableRows>) -> [String] {
    var fields: [String] = []
    for row in rows {
      guard let last = fields.popLast(), let first = row.fields.first else {
        fields = Array(row.fields)
        continue
      }
      fields.append("\(last)\n\(first)")
      fields += row.fields.dropFirst()
    }
    return fields
  }

  private static func opensQuote(_ field: String?) -> Bool {
    (field ?? "").utf8.count { $0 == UInt8(ascii: "\"") } % 2 == 1
  }
}
