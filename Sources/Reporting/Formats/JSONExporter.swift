internal import Serialization

/// Writes a JSON array with one object for each row; a mean over repetitions is an object with
/// `mean`, `std` (standard deviation) and `n`, and a value with an interval has members of its own:
/// `x`, `x_low`, `x_high`.
public enum JSONExporter: Exporter {
  public static let name = "json"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let intervals = Set(
      zip(table.header, table.columns).filter { $1.hasInterval }.map { name, _ in name })
    var start = "[\n  "
    for row in table.rows {
      try sink(start + object(row, header: table.header, intervals: intervals))
      start = ",\n  "
    }
    try sink(table.rows.isEmpty ? "[]\n" : "\n]\n")
  }

  /// Returns one row as a JSON object on one line.
  public static func object(
    _ row: [Table.Cell], header: [String], intervals: Set<String> = []
  ) -> String {
    let members = zip(header, row).flatMap { name, cell in
      [(name, value(cell))] + (intervals.contains(name) ? ends(of: cell, name) : [])
    }
    return "{\(members.map { "\(quoted($0)): \($1)" }.joined(separator: ", "))}"
  }

  private static func ends(of cell: Table.Cell, _ name: String) -> [(String, String)] {
    var (low, high): (Double?, Double?)
    if case .interval(_, let least, let most) = cell { (low, high) = (least, most) }
    return [("\(name)_low", low), ("\(name)_high", high)].map { ($0, $1.map(numeral) ?? "null") }
  }

  private static func value(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .whole(let number): String(number)
    case .number(let number): numeral(number)
    case .summary(let mean, let deviation, let count, let short, _):
      "{\"mean\": \(numeral(mean)), \"std\": "
        + "\(deviation.map(numeral) ?? "null"), \"n\": \(count)\(planned(short))}"
    case .interval(let value, _, _): numeral(value)
    case .absent(.undefined): "null"
    case .absent(let reason): quoted(reason.rawValue)
    case .missing: "null"
    }
  }

  private static func planned(_ short: Table.Shortage?) -> String {
    if case .of(let all) = short { ", \"planned\": \(all)" } else { "" }
  }

  /// Returns a number, or null if it isn't finite, which JSON can't express.
  private static func numeral(_ value: Double) -> String {
    value.isFinite ? NumberText.exact(value) : "null"
  }

  private static func quoted(_ text: String) -> String { JSONText.quoted(text, letters: "nrt") }
}
