internal import Serialization

/// Comma-separated values (RFC 4180, but lines end with LF); numbers in the shortest form that
/// reads back.
///
/// A mean over repetitions becomes three columns: `x_mean`, `x_deviation`, `x_n`.
public enum CSVExporter: Exporter {
  public static let name = "csv"
  /// Bytes that are handed on together.
  private static let pieceSize = 1 << 16

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let isSummary = summaryColumns(table)
    var text = ""
    for (column, name) in table.header.enumerated() {
      if column > 0 { text += "," }
      let names = isSummary[column] ? ["\(name)_mean", "\(name)_deviation", "\(name)_n"] : [name]
      for (place, name) in names.enumerated() {
        if place > 0 { text += "," }
        text += CommaSeparated.field(name)
      }
    }
    text += "\n"
    for row in table.rows {
      for (column, cell) in row.enumerated() {
        if column > 0 { text += "," }
        add(cell, isWide: isSummary[column], to: &text)
      }
      text += "\n"
      if text.utf8.count >= pieceSize {
        try sink(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try sink(text)
  }

  private static func summaryColumns(_ table: Table) -> [Bool] {
    var isSummary = table.header.map { _ in false }
    for row in table.rows {
      for (column, cell) in row.enumerated() {
        if case .summary = cell { isSummary[column] = true }
      }
    }
    return isSummary
  }

  /// Adds a cell's field, or its three.
  private static func add(_ cell: Table.Cell, isWide: Bool, to text: inout String) {
    switch cell {
    case .text(let words): text += CommaSeparated.field(words)
    case .whole(let value): text += String(value)
    case .number(let value): text += NumberText.exact(value)
    case .summary(let mean, let deviation, let count, _):
      text += "\(NumberText.exact(mean)),\(deviation.map(NumberText.exact) ?? ""),\(count)"
      return
    case .absent(let reason):
      text += reason.rawValue
      if isWide { text += ",,0" }
      return
    case .missing: break
    }
    if isWide { text += ",," }
  }
}
