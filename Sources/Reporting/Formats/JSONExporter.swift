internal import Serialization

/// Writes a JSON array with one object for each row; a mean over repetitions is an object with
/// `mean`, `std` (standard deviation) and `n`.
public enum JSONExporter: Exporter {
  public static let name = "json"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    var start = "[\n  "
    for row in table.rows {
      try sink(start + object(row, header: table.header))
      start = ",\n  "
    }
    try sink(table.rows.isEmpty ? "[]\n" : "\n]\n")
  }

  /// Returns one row as a JSON object on one line.
  public static func object(_ row: [Table.Cell], header: [String]) -> String {
    let members = zip(header, row).map { "\(quoted($0)): \(value($1))" }
    return "{\(members.joined(separator: ", "))}"
  }

  private static func value(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .whole(let number): String(number)
    case .number(let number): numeral(number)
    case .summary(let mean, let deviation, let count, let short):
      "{\"mean\": \(numeral(mean)), \"std\": "
        + "\(deviation.map(numeral) ?? "null"), \"n\": \(count)\(planned(short))}"
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
