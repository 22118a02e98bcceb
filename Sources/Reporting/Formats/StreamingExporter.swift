internal import Serialization

/// A format whose rows can be written one by one, before the others are known.
///
/// Rows have plain cells: texts, numbers and missing ones.
public protocol StreamingExporter: Exporter {
  /// Returns what stands before the first row.
  static func opening(_ header: [String]) -> String
  static func line(_ row: [Table.Cell], _ header: [String], isFirst: Bool) -> String
  /// Returns what stands after the last row.
  static func closing(isEmpty: Bool) -> String
}

extension CSVExporter: StreamingExporter {
  public static func opening(_ header: [String]) -> String { CommaSeparated.line(header) }

  public static func line(_ row: [Table.Cell], _ header: [String], isFirst: Bool) -> String {
    CommaSeparated.line(row.map(text))
  }

  public static func closing(isEmpty: Bool) -> String { "" }

  private static func text(_ cell: Table.Cell) -> String {
    switch cell {
    case .text(let text): text
    case .whole(let value): String(value)
    case .number(let value): NumberText.exact(value)
    case .summary, .interval, .absent, .missing: ""
    }
  }
}

extension JSONExporter: StreamingExporter {
  public static func opening(_ header: [String]) -> String { "" }

  public static func line(_ row: [Table.Cell], _ header: [String], isFirst: Bool) -> String {
    (isFirst ? "[\n  " : ",\n  ") + object(row, header: header)
  }

  public static func closing(isEmpty: Bool) -> String { isEmpty ? "[]\n" : "\n]\n" }
}
