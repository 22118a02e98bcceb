internal import Serialization

/// Reads files with a JSON object on each line (JSON Lines) as rows under a header.
enum ObjectLines {
  /// Reads the objects' values for those of `columns` that at least one object has; it ignores
  /// other keys and skips blank lines.
  ///
  /// - Returns: The names of these columns, the rows, and all names that the first object has.
  /// - Throws: `DatasetError` for each line that is no object, and each object in which such a
  ///   column is null, a list or an object, or isn't there.
  static func read(
    _ path: String, columns: [String]
  ) throws(DatasetError) -> (header: [String], rows: TableRows, names: [String]) {
    var lines: [(number: Int, texts: [String: String])] = []
    var problems: [String] = []
    var names: [String]?
    try TextFile.forEachLine(path) { number, line in
      guard !line.trimmed.isEmpty else { return }
      do throws(SerializationError) {
        guard case .object(let members) = try JSONValue(parsing: Array(line.utf8)) else {
          problems.append("\(path):\(number): expected a JSON object")
          return
        }
        if names == nil { names = members.map(\.name) }
        lines.append((number, texts(of: columns, in: members)))
      } catch {
        problems.append(
          "\(path):\(number):\(error.position + 1): \(error.problem); the line is no JSON object")
      }
    }
    try DelimitedTable.report(problems)
    guard let names, !names.isEmpty else {
      throw DatasetError(path, line: 1, "expected a JSON object with texts")
    }
    let header = columns.filter { column in lines.contains { $0.texts[column] != nil } }
    return (header, try rows(of: lines, header, path), names)
  }

  private static func rows(
    of lines: [(number: Int, texts: [String: String])], _ header: [String], _ path: String
  ) throws(DatasetError) -> TableRows {
    var rows = TableRows()
    var problems: [String] = []
    for line in lines {
      if let absent = header.first(where: { line.texts[$0] == nil }) {
        problems.append("\(path):\(line.number): expected a text or number for '\(absent)'")
      }
      rows.append(line: line.number, header.map { line.texts[$0] ?? "" })
    }
    try DelimitedTable.report(problems)
    return rows
  }

  /// Returns the members with these names as texts; of two with one name the last counts.
  private static func texts(
    of columns: [String], in members: [JSONValue.Member]
  ) -> [String: String] {
    var texts: [String: String] = [:]
    for member in members where columns.contains(member.name) {
      texts[member.name] = text(of: member.value)
    }
    return texts
  }

  /// Returns a value as text; nil where it is null, a list or an object.
  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .bool(let value): "\(value)"
    case .null, .array, .object: nil
    }
  }
}
