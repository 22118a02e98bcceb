internal import FoundationEssentials

/// Reads files with a JSON object on each line (JSON Lines) as rows under a header.
enum ObjectLines {
  /// The keys of the first object that hold texts, numbers or truth values, sorted, and what every
  /// object holds there; further keys of later objects don't count. Blank lines are skipped.
  static func read(
    _ path: String
  ) throws(DatasetError) -> (header: [String], rows: [DelimitedTable.Row]) {
    var header: [String]?
    var rows: [DelimitedTable.Row] = []
    var problems: [String] = []
    try TextFile.forEachLine(path) { number, line in
      guard !line.trimmed.isEmpty else { return }
      guard
        let object = try? JSONDecoder().decode([String: JSONScalar].self, from: Data(line.utf8))
      else {
        problems.append("\(path):\(number): expected a JSON object")
        return
      }
      let texts = object.compactMapValues(\.text)
      let keys = header ?? texts.keys.sorted()
      header = keys
      if let absent = keys.first(where: { texts[$0] == nil }) {
        problems.append("\(path):\(number): expected a text or number for '\(absent)'")
      } else {
        rows.append(DelimitedTable.Row(line: number, fields: keys.compactMap { texts[$0] }))
      }
    }
    try DelimitedTable.report(problems)
    guard let header, !header.isEmpty else {
      throw DatasetError(path, line: 1, "expected a JSON object with texts")
    }
    return (header, rows)
  }
}

/// A member of an object as text; nil where it is null, a list or an object.
private struct JSONScalar: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.text = text
    } else if let whole = try? container.decode(Int.self) {
      text = "\(whole)"
    } else if let number = try? container.decode(Double.self) {
      text = "\(number)"
    } else if let boolean = try? container.decode(Bool.self) {
      text = "\(boolean)"
    } else {
      text = nil
    }
  }
}
