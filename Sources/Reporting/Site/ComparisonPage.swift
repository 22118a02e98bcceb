/// The page that compares two runs.
public struct ComparisonPage {
  private let runs: [(number: Int, name: String)]
  private let summary: String
  private let title: String
  private let table: Table

  /// Creates the page.
  ///
  /// - Parameters:
  ///   - runs: The numbers of the two runs with the names of their experiments.
  ///   - summary: A line about how much differs.
  ///   - table: What differs.
  public init(_ runs: [(number: Int, name: String)], summary: String, table: Table) {
    (self.runs, self.summary, title) = (runs, summary, table.name)
    self.table = Table(name: "differences", header: table.header, rows: table.rows)
  }

  public var page: String {
    let links = runs.map { run in
      "<li><a href=\"/runs/\(run.number)\">Run \(run.number)</a>, "
        + "\(HTMLText.escaped(run.name))</li>"
    }
    var rows = ""
    if !table.rows.isEmpty { ReportTable(table, axes: [], anchors: [:]).write { rows += $0 } }
    return SiteFrame.page(
      title,
      """
      \(SiteFrame.home)
      \(HTMLText.element("h1", title))
      <ul>\(links.joined())</ul>
      \(HTMLText.element("p", summary))
      \(rows)
      """)
  }
}
