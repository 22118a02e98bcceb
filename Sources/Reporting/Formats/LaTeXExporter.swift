/// A LaTeX tabular with booktabs' rules.
public enum LaTeXExporter: Exporter {
  public static let name = "latex"

  public static func render(_ table: Table) -> String {
    let columns = table.header.indices.map { column in
      table.rows.allSatisfy { $0[column].isNumeric } ? "r" : "l"
    }
    func line(_ texts: [String]) -> String {
      texts.map(escaped).joined(separator: " & ") + " \\\\"
    }
    let lines =
      ["\\begin{tabular}{\(columns.joined())}", "\\toprule", line(table.header), "\\midrule"]
      + table.rows.map { line($0.map(\.readable)) } + ["\\bottomrule", "\\end{tabular}"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "±": "$\\pm$"
      default: String(character)
      }
    }.joined()
  }
}
