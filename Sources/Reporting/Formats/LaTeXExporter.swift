/// Writes a LaTeX tabular with the rules of booktabs.
///
/// A row that starts with `[` or `*` gets an empty group before it: after `\\\\` TeX would take
/// either for an argument.
public enum LaTeXExporter: Exporter {
  public static let name = "latex"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let table = table.withoutDetails
    let columns = table.numericColumns.map { $0 ? "r" : "l" }.joined()
    try sink("\\begin{tabular}{\(columns)}\n\\toprule\n\(line(table.header))\\midrule\n")
    for row in table.rows { try sink(line(row.map(\.readable))) }
    try sink("\\bottomrule\n\\end{tabular}\n")
  }

  private static func line(_ texts: [String]) -> String {
    let joined = texts.map(escaped).joined(separator: " & ")
    return (joined.first.map("[*".contains) == true ? "{}" : "") + joined + " \\\\\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "±": "$\\pm$"
      default: String(scalar)
      }
    }.joined()
  }
}
