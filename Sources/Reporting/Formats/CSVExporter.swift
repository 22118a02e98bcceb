internal import Serialization

/// Writes comma-separated values (RFC 4180, but lines end with LF), with numbers in the shortest
/// form that reads back as the same number.
///
/// A mean over repetitions becomes three columns: `x_mean`, `x_std`, `x_n`; so does a value with an
/// interval: `x`, `x_low`, `x_high`.
public enum CSVExporter: Exporter {
  public static let name = "csv"
  /// Number of bytes after which the text so far is handed to the sink.
  private static let chunkSize = 1 << 16

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let widths = WideColumns(table)
    var text = widths.names.map(CommaSeparated.field).joined(separator: ",") + "\n"
    for row in table.rows {
      for (column, cell) in row.enumerated() {
        if column > 0 { text += "," }
        add(cell, width: widths.counts[column], to: &text)
      }
      text += "\n"
      if text.utf8.count >= chunkSize {
        try sink(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    try sink(text)
  }

  /// Adds the field of a cell, or its three fields; where a cell of such a column is something
  /// else, two fields are empty.
  private static func add(_ cell: Table.Cell, width: Int, to text: inout String) {
    switch cell {
    case .text(let words): text += CommaSeparated.field(words)
    case .whole(let value): text += String(value)
    case .number(let value): text += NumberText.exact(value)
    case .summary(let mean, let deviation, let count, _, _):
      text += "\(NumberText.exact(mean)),\(deviation.map(NumberText.exact) ?? ""),\(count)"
      return
    case .interval(let value, let low, let high):
      text += [value, low, high].map { $0.map(NumberText.exact) ?? "" }.joined(separator: ",")
      return
    case .absent(.undefined): break
    case .absent(let reason):
      text += reason.rawValue
      if width > 1 { text += ",," }
      return
    case .missing: break
    }
    if width > 1 { text += ",," }
  }
}

/// The columns that a table has as comma-separated values.
private struct WideColumns {
  /// For each column of the table, the number of columns that it becomes.
  let counts: [Int]
  let names: [String]

  init(_ table: Table) {
    var ends = table.columns.map { $0.hasInterval ? ["", "_low", "_high"] : [""] }
    for row in table.rows {
      for (column, cell) in row.enumerated() {
        if case .summary = cell { ends[column] = ["_mean", "_std", "_n"] }
      }
    }
    counts = ends.map(\.count)
    names = zip(table.header, ends).flatMap { name, ends in ends.map { name + $0 } }
  }
}
