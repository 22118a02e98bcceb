/// A file of delimited columns, most with a header row.
struct DelimitedTable {
  enum Format: String, CaseIterable, Sendable {
    /// Separated by tabs; a quote is a character like any other.
    case tabs = "tsv"
    /// Separated by commas and quoted as RFC 4180 says.
    case commas = "csv"
    /// A JSON object on each line, whose keys are columns.
    case objects = "jsonl"
  }

  let path: String
  /// Empty where the file has none.
  let header: [String]
  let rows: Slice<TableRows>

  /// Reads the file; every row must have as many fields as the header, where there is one. Blank
  /// lines are skipped.
  init(_ path: String, format: Format, hasHeader: Bool = true) throws(DatasetError) {
    let rows: TableRows
    switch format {
    case .objects:
      let objects = try ObjectLines.read(path)
      self.path = path
      header = objects.header
      self.rows = objects.rows[...]
      return
    case .tabs: rows = try Self.tabbed(path)
    case .commas:
      var reader = CommaSeparatedReader(path: path, bytes: try TextFile.bytes(path))
      rows = try reader.rows()
    }
    guard hasHeader else {
      self.path = path
      header = []
      self.rows = rows[...]
      return
    }
    guard let header = rows.first.map({ Array($0.fields) }) else {
      throw DatasetError(path, line: 1, "expected a header row with the columns' names")
    }
    self.path = path
    self.header = header
    self.rows = rows.dropFirst()
    try Self.report(
      self.rows.filter { $0.fields.count != header.count }.map { row in
        "\(path):\(row.line): expected \(header.count) columns as in the header, "
          + "found \(row.fields.count)"
      })
  }

  /// The place of a column.
  func column(_ name: String) throws(DatasetError) -> Int {
    guard let place = header.firstIndex(of: name) else {
      throw DatasetError(
        path, line: 1,
        "expected a column named '\(name)'; the header has \(header.joined(separator: ", "))")
    }
    return place
  }

  /// Throws the first few of `problems`, if there are any.
  static func report(_ problems: [String]) throws(DatasetError) {
    guard !problems.isEmpty else { return }
    let shown = 8
    var lines = Array(problems.prefix(shown))
    if problems.count > shown { lines.append("and \(problems.count - shown) more") }
    throw DatasetError(lines.joined(separator: "\n"))
  }

  private static func tabbed(_ path: String) throws(DatasetError) -> TableRows {
    var rows = TableRows()
    try TextFile.forEachLine(path) { number, line in
      let fields = line.utf8.split(
        separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      rows.append(line: number, fields.map { String(Substring($0)) })
    }
    return rows
  }
}
