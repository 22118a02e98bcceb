/// A LaTeX tabular with booktabs' rules.
///
/// A row that starts with `[` or `*` gets an empty group before it: after `\\\\` TeX would take
/// either for an argument.
public enum LaTeXExporter: Exporter {
  public static let name = "latex"

  public static func render(_ table: Table) -> String {
    let columns = table.header.indices.map { column in
      table.rows.allSatisfy { $0[column].isNumeric } ? "r" : "l"
    }
    func line(_ texts: [String]) -> String {
      let joined = texts.map(escaped).joined(separator: " & ")
      return (joined.first.map("[*".contains) == true ? "{}" : "") + joined + " \\\\"
    }
    let lines =
      ["\\begin{tabular}{\(columns.joined())}", "\\toprule", line(table.header), "\\midrule"]
      + table.rows.map { line($0.map(\.readable)) } + ["\\bottomrule", "\\end{tabular}"]
    return lines.joined(separator: "\n") + "\n"
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
