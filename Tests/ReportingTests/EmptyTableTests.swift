import Reporting
import Testing

@Suite("a table without rows")
struct EmptyTableTests {
  private static let texts: [(String, String)] = [
    ("text", "nothing\n\narm  x_y\n---  ---\n"),
    ("csv", "arm,x_y\n"),
    ("json", "[]\n"),
  ]

  private func render(_ format: String) throws -> String {
    let exporter = try #require(ExporterCatalog.exporter(format))
    return exporter.render(Table(name: "nothing", header: ["arm", "x_y"], rows: []))
  }

  @Test("is its header and no more", arguments: texts)
  func exactly(format: String, text: String) throws { #expect(try render(format) == text) }

  @Test("is a header and a line of marks in Markdown")
  func markdown() throws {
    let lines = try render("markdown").split(separator: "\n")
    try #require(lines.count == 2)
    #expect(lines[0] == "| arm | x_y |")
    // How an empty column is aligned doesn't matter.
    #expect(lines[1].filter { $0 != ":" } == "| --- | --- |")
  }

  @Test("is a tabular with two columns and no line between the rules in LaTeX")
  func latex() throws {
    let lines = try render("latex").split(separator: "\n")
    #expect(
      lines.dropFirst(6) == [
        "\\toprule", "arm & x\\_y \\\\", "\\midrule", "\\bottomrule", "\\end{tabular}",
        "\\end{table}",
      ])
    let opening = try #require(lines.dropFirst(5).first)
    #expect(["\\begin{tabular}{ll}", "\\begin{tabular}{rr}"].contains(String(opening)))
  }
}
