/// Writes a Markdown table, as GitHub shows it.
public enum MarkdownExporter: Exporter {
  public static let name = "markdown"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let table = table.withoutDetails
    try sink(line(table.header.map(escaped)))
    try sink(line(table.numericColumns.map { $0 ? "---:" : "---" }))
    for row in table.rows { try sink(line(row.map { escaped($0.readable) })) }
    if !table.notes.isEmpty { try sink("\n") }
    for note in table.notes { try sink("- \(escaped(NumberText.singleLine(note)))\n") }
  }

  private static func line(_ texts: [String]) -> String {
    "| " + texts.joined(separator: " | ") + " |\n"
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "|\\".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
