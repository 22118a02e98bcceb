/// Writes a Markdown table, as GitHub shows it; best values are bold in columns that mark them.
public enum MarkdownExporter: Exporter {
  public static let name = "markdown"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let shown = ShownTable(table)
    if let caption = shown.caption { try sink(escaped(NumberText.singleLine(caption)) + "\n\n") }
    try sink(line(shown.headings.map(escaped)))
    try sink(line(shown.isNumeric.map { $0 && shown.count > 0 ? "---:" : "---" }))
    for row in 0..<shown.count {
      let cells = zip(shown[row], shown.labels(row)).map { cell, label in
        cell.isBest ? "**\(escaped(label))**" : escaped(label)
      }
      try sink(line(cells))
    }
    let notes = shown.markedFootnotes + (shown.unusualSpread.map { [$0] } ?? []) + shown.notes
    if !notes.isEmpty { try sink("\n") }
    for note in notes { try sink("- \(escaped(NumberText.singleLine(note)))\n") }
  }

  private static func line(_ texts: [String]) -> String {
    "| " + texts.joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "|\\".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
