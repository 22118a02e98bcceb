/// Writes a LaTeX table with the rules of booktabs, a caption, a label and notes, that goes into a
/// paper as it is.
///
/// Minus signs are true ones, groups of digits have thin spaces between them, and best values are
/// bold in columns that mark them. A row that starts with `[` or `*` gets an empty group before it:
/// after `\\\\` TeX would take either for an argument.
public enum LaTeXExporter: Exporter {
  public static let name = "latex"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let shown = ShownTable(table)
    let columns = shown.isNumeric.map { $0 ? "r" : "l" }.joined()
    try sink("\\begin{table}\n\\centering\n")
    try sink("\\caption{\(escaped(shown.caption ?? shown.name))}\n")
    try sink("\\label{tab:\(label(shown.name))}\n\\medskip\n")
    try sink("\\begin{tabular}{\(columns)}\n\\toprule\n")
    for line in heading(shown) { try sink(line) }
    try sink("\\midrule\n")
    for row in 0..<shown.count {
      try sink(line(shown[row].enumerated().map { text($1, isNumber: shown.isNumber(row, $0)) }))
    }
    try sink("\\bottomrule\n\\end{tabular}\n")
    let footnotes = shown.footnotes.enumerated().map {
      "\(raised($0.offset))\(escaped($0.element))"
    }
    let notes = (shown.spreadNote.map { [$0] } ?? []) + shown.notes
    for note in footnotes + notes.map(escaped) {
      try sink("\\par\\smallskip{\\footnotesize\\raggedright \(note)\\par}\n")
    }
    try sink("\\end{table}\n")
  }

  /// Returns the lines above the rows: two where columns have headings in common.
  private static func heading(_ shown: ShownTable) -> [String] {
    var own = shown.header.map { escaped($0.text) + raised($0.footnote) }
    if shown.groups.isEmpty { return [line(own)] }
    var (above, rules, next) = ([String](), [String](), 0)
    for group in shown.groups {
      let (first, count) = (group.columns.lowerBound, group.columns.count)
      above += Array(repeating: "", count: first - next)
      above.append("\\multicolumn{\(count)}{c}{\(escaped(group.text))}")
      rules.append("\\cmidrule(lr){\(first + 1)-\(first + count)}")
      for (column, value) in zip(group.columns, group.values) {
        own[column] = escaped(value) + raised(shown.header[column].footnote)
      }
      next = first + count
    }
    above += Array(repeating: "", count: own.count - next)
    return [line(above), rules.joined(separator: " ") + "\n", line(own)]
  }

  private static func text(_ cell: ShownTable.Cell, isNumber: Bool) -> String {
    let text = isNumber ? numeral(cell.text) : escaped(cell.text)
    return (cell.isBest ? "\\textbf{\(text)}" : text) + raised(cell.footnote)
  }

  /// Writes numbers with true minus signs, thin spaces between groups of digits, and powers of ten.
  private static func numeral(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).reduce("") { line, word in
      // A group of three digits after a digit belongs to the same number.
      let isGroup =
        line.last?.isNumber == true && word.count == 3 && word.allSatisfy(\.isNumber)
      return line + (line.isEmpty ? "" : isGroup ? "\\," : " ") + number(String(word))
    }
  }

  /// Writes one word of numbers, such as `-0.5`, `1.5e-9`, `[-1,` or `±`.
  private static func number(_ word: String) -> String {
    guard let exponent = word.firstIndex(of: "e"), word[..<exponent].contains(where: \.isNumber),
      let power = Int(word[word.index(after: exponent)...])
    else { return escaped(word).replacing("-", with: "$-$") }
    return number(String(word[..<exponent])) + "$\\times10^{\(power)}$"
  }

  private static func line(_ texts: [String]) -> String {
    let joined = texts.joined(separator: " & ")
    return (joined.first.map("[*".contains) == true ? "{}" : "") + joined + " \\\\\n"
  }

  private static func raised(_ footnote: Int?) -> String {
    guard let footnote else { return "" }
    let letter = UnicodeScalar(UInt8(ascii: "a") + UInt8(footnote % 26))
    return "\\textsuperscript{\(String(repeating: String(letter), count: footnote / 26 + 1))}"
  }

  /// Returns a name with which `\ref` can be written.
  private static func label(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
  }

  private static func escaped(_ text: String) -> String {
    NumberText.singleLine(text).unicodeScalars.map { scalar in
      switch scalar {
      case "&", "%", "$", "#", "_", "{", "}": "\\\(scalar)"
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "±": "$\\pm$"
      case "↑": "$\\uparrow$"
      case "↓": "$\\downarrow$"
      case "×": "$\\times$"
      case "–": "--"
      default: String(scalar)
      }
    }.joined()
  }
}
