internal import Options

/// A file of columns, most with a header row.
struct DelimitedTable {
  enum Format: String, CaseIterable, Sendable {
    /// Columns separated by tabs; a quote is a character like any other.
    case tabs = "tsv"
    /// Columns separated by commas and quoted as RFC 4180 says.
    case commas = "csv"
    /// A JSON object on each line, whose keys are columns.
    case objects = "jsonl"
  }

  let path: String
  /// Names of the columns; empty where the file has none.
  let header: [String]
  /// All column names that are known, for messages.
  private let names: [String]
  let rows: Slice<TableRows>
  /// The rows that had to be joined or left out.
  let broken: BrokenRows

  /// Reads the file, skips blank lines, and mends rows that don't have the columns.
  ///
  /// - Parameters:
  ///   - hasHeader: Whether the first row names the columns; else `columns` are their numbers.
  ///   - columns: The columns that will be asked for. Of objects, only these are read; in a file
  ///     without a header, every row must reach to the last of them.
  /// - Throws: `DatasetError` where the file can't be read, has no header row, or has more broken
  ///   rows than sound ones.
  init(
    _ path: String, format: Format, hasHeader: Bool = true, columns: [TableColumn]
  ) throws(DatasetError) {
    self.path = path
    if format == .objects {
      let objects = try ObjectLines.read(path, columns: columns.compactMap(\.name))
      header = objects.header
      rows = objects.rows[...]
      broken = BrokenRows()
      names = objects.names
      return
    }
    let all = try Self.rows(path, format)
    var mender: RowMender
    if hasHeader {
      guard let first = all.first.map({ Array($0.fields) }) else {
        throw DatasetError(path, line: 1, "expected a header row with the columns' names")
      }
      header = first
      mender = RowMender(path, columns: first.count)
    } else {
      header = []
      let least = columns.compactMap(\.number).max() ?? 1
      mender = RowMender(path, least: least, of: all[...])
    }
    names = header
    rows = try mender.mend(hasHeader ? all.dropFirst() : all[...])[...]
    broken = mender.broken
  }

  /// Finds the index of the column with this name.
  func index(ofColumn name: String) throws(DatasetError) -> Int {
    guard let index = header.firstIndex(of: name) else {
      throw DatasetError(
        path, line: 1, "expected a column named '\(name)'; the header has \(names.listed)")
    }
    return index
  }

  /// Throws the first few of `problems`, if there are any.
  static func report(_ problems: [String]) throws(DatasetError) {
    guard !problems.isEmpty else { return }
    let shown = 8
    var lines = Array(problems.prefix(shown))
    if problems.count > shown { lines.append("and \(problems.count - shown) more") }
    throw DatasetError(lines.joined(separator: "\n"))
  }

  private static func rows(_ path: String, _ format: Format) throws(DatasetError) -> TableRows {
    if format == .commas {
      var reader = CommaSeparatedReader(path: path, bytes: try TextFile.bytes(path))
      return try reader.rows()
    }
    var rows = TableRows()
    try TextFile.forEachLine(path) { number, line in
      let fields = line.utf8.split(
        separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      rows.append(line: number, fields.map { String(Substring($0)) })
    }
    return rows
  }
}
