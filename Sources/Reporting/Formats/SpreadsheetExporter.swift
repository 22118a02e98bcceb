internal import Serialization

/// Writes comma-separated values for programs of spreadsheets, as `--excel` asks for.
///
/// A byte order mark comes first, by which they see that the file is UTF-8. A text that they would
/// take for a formula gets an apostrophe before it, as OWASP advises against CSV injection.
public enum SpreadsheetExporter: Exporter {
  public static let name = "csv for spreadsheets"
  /// The byte order mark; files that begin with it are of this format.
  package static let mark = "\u{FEFF}"

  /// What a text begins with that programs take for a formula, or leave out before one; East Asian
  /// versions of some also take the wide forms of these characters.
  private static let risky: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
  ]

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    var safe = Table(
      name: table.name, header: table.header.map(harmless),
      rows: TableRows(count: table.rows.count) { table.rows[$0].map(harmless) })
    safe.columns = table.columns
    try sink(mark)
    try CSVExporter.write(safe, to: sink)
  }

  /// Rewrites the bytes of a CSV file; what reads as a number stays one.
  package static func rewritten(_ bytes: [UInt8]) -> String {
    var reader = CommaSeparated.Reader(bytes)
    var text = mark
    while let fields = reader.texts() {
      text += CommaSeparated.line(fields.map { Double($0)?.isFinite == true ? $0 : harmless($0) })
    }
    return text
  }

  /// Returns a cell that no program takes for a formula; numbers stay numbers, unless they are
  /// infinite.
  private static func harmless(_ cell: Table.Cell) -> Table.Cell {
    switch cell {
    case .text(let text): .text(harmless(text))
    case .number(let value) where !value.isFinite: .text(harmless(NumberText.exact(value)))
    case .number, .whole, .summary, .interval, .absent, .missing: cell
    }
  }

  private static func harmless(_ text: String) -> String {
    text.unicodeScalars.first.map(risky.contains) == true ? "'\(text)" : text
  }
}
