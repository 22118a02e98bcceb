internal import GRDB
internal import Pipeline
internal import Options
internal import Spec

/// Writes a cell as a JSON object of axes and labels, in the order of the spec.
enum CellText {
  static func json(_ cell: [Coordinate]) -> String {
    let members = cell.map { coordinate in
      Value.text(coordinate.axis).canonicalJSON + ":" + Value.text(coordinate.label).canonicalJSON
    }
    return "{\(members.joined(separator: ","))}"
  }
}

/// Reads cells from JSON, each text once, as many stages of a run are in the same cell.
struct CellReader {
  private var known: [String: [Coordinate]] = [:]

  mutating func cell(_ json: String, _ database: Database) throws -> [Coordinate] {
    if let cell = known[json] { return cell }
    let cell = try Self.plain(json) ?? Self.escaped(json, database)
    known[json] = cell
    return cell
  }

  /// Reads a cell without escapes, whose axes and labels are what stands between quotes; nil if
  /// there are escapes.
  private static func plain(_ json: String) -> [Coordinate]? {
    if json.utf8.contains(UInt8(ascii: "\\")) { return nil }
    let parts = json.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
    return stride(from: 1, to: parts.count - 2, by: 4).map { index in
      Coordinate(
        axis: String(Substring(parts[index])), label: String(Substring(parts[index + 2])))
    }
  }

  /// Reads any cell through SQLite, which keeps the order of an object's members.
  private static func escaped(_ json: String, _ database: Database) throws -> [Coordinate] {
    try Row.fetchAll(
      database.cachedStatement(sql: "SELECT key, value FROM json_each(?) ORDER BY id"),
      arguments: [json]
    ).map { Coordinate(axis: $0[0], label: $0[1]) }
  }
}
