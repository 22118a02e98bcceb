/// A Markdown table, as GitHub shows it.
public enum MarkdownExporter: Exporter {
  public static let name = "markdown"

  public static func render(_ table: Table) -> String {
    let marks = table.header.indices.map { column in
      table.rows.allSatisfy { $0[column].isNumeric } ? "---:" : "---"
    }
    let rows =
      [table.header.map(escaped), marks] + table.rows.map { $0.map { escaped($0.readable) } }
    return rows.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { "|\\".unicodeScalars.contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
