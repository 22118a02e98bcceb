/// Comma-separated values (RFC 4180, but lines end with LF); numbers in the shortest form that
/// reads back.
///
/// A mean over repetitions becomes three columns: `x_mean`, `x_deviation`, `x_n`.
public enum CSVExporter: Exporter {
  public static let name = "csv"

  public static func render(_ table: Table) -> String {
    let isSummary = table.header.indices.map { column in
      table.rows.contains { if case .summary = $0[column] { true } else { false } }
    }
    let header = table.header.enumerated().flatMap { column, name in
      isSummary[column] ? ["\(name)_mean", "\(name)_deviation", "\(name)_n"] : [name]
    }
    let rows = table.rows.map { row in
      row.enumerated().flatMap { column, cell in fields(cell, wide: isSummary[column]) }
    }
    return ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func fields(_ cell: Table.Cell, wide: Bool) -> [String] {
    switch cell {
    case .text(let text): wide ? [text, "", ""] : [text]
    case .whole(let value): wide ? [String(value), "", ""] : [String(value)]
    case .number(let value):
      wide ? [NumberText.exact(value), "", ""] : [NumberText.exact(value)]
    case .summary(let mean, let deviation, let count):
      [NumberText.exact(mean), deviation.map(NumberText.exact) ?? "", String(count)]
    case .missing: wide ? ["", "", ""] : [""]
    }
  }

  /// Scalars, not characters, are what readers see: a carriage return and a line feed are two.
  private static func quoted(_ field: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard field.unicodeScalars.contains(where: special.contains) || field.hasPrefix(" ") else {
      return field
    }
    var text = "\""
    for scalar in field.unicodeScalars { text += scalar == "\"" ? "\"\"" : String(scalar) }
    return text + "\""
  }
}
