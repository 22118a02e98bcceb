internal import Serialization

/// Writes comma-separated values (RFC 4180, but lines end with LF), with numbers in the shortest
/// form that reads back as the same number.
///
/// A mean over repetitions becomes three columns: `x_mean`, `x_std`, `x_n`.
public enum CSVExporter: Exporter {
  public static let name = "csv"
  /// Number of bytes after which the text so far is handed to the sink.
  private static let chunkSize = 1 << 16

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let isSummary = summaryColumns(table)
    var text = ""
    for (column, name) in table.header.enumerated() {
      if column > 0 { text += "," }
      let names = isSummary[column] ? ["\(name)_mean", "\(name)_std", "\(name)_n"] : [name]
      for (index, name) in names.enumerated() {
        if index > 0 { text += "," }
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
      if text.utf8.count >= chunkSize {
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

  /// Adds the field of a cell, or the three fields of a mean.
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
