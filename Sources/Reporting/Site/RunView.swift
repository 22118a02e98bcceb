/// The page of a run, most of which changes while it runs.
public struct RunView {
  /// The stages of one name.
  public struct Group {
    let name: String
    let counts: String
    let time: String
    let done: Int
    let total: Int
    let curve: [Double]

    /// Describes the stages.
    ///
    /// - Parameter counts: How many there are of each state, such as `2 running, 1 done`.
    public init(
      name: String, done: Int, total: Int, counts: String, time: String, curve: [Double]
    ) {
      (self.name, self.counts, self.time) = (name, counts, time)
      (self.done, self.total, self.curve) = (done, total, curve)
    }
  }

  /// A stage that runs.
  public struct Running {
    let line: String
    /// How much of it is done, from 0 to 1; nil where it doesn't say.
    let share: Double?
    let curve: [Double]

    public init(line: String, share: Double?, curve: [Double]) {
      (self.line, self.share, self.curve) = (line, share, curve)
    }
  }

  private let number: Int
  private let summary: String
  private let groups: [Group]
  private let running: [Running]
  private let failures: [String]

  /// Creates the view.
  ///
  /// - Parameters:
  ///   - summary: How far it is, such as `12/34 done, about 3 min left`.
  ///   - running: The stages that run, at least the first of them.
  ///   - failures: Lines about stages that failed.
  public init(
    number: Int, summary: String, groups: [Group], running: [Running], failures: [String]
  ) {
    (self.number, self.summary, self.groups) = (number, summary, groups)
    (self.running, self.failures) = (running, failures)
  }

  /// Writes the whole page.
  ///
  /// - Parameters:
  ///   - facts: What is known of the run and doesn't change.
  ///   - title: What runs, and since when; it is a part of ``live(title:)``, too.
  ///   - isLive: Whether the run goes on.
  public func page(
    title: String, experiment: String, facts: [(name: String, value: String)],
    isLive: Bool
  ) -> String {
    let events = isLive ? " data-events=\"/runs/\(number)/events\"" : ""
    return SiteFrame.page(
      "Run \(number), \(experiment)",
      """
      \(SiteFrame.home)
      <div id="live"\(events)>\(live(title: title))</div>
      <section><h2>Report</h2>
      <p><a href="/runs/\(number)/report">The report on a page of its own</a></p>
      <iframe id="report" src="/runs/\(number)/report" title="Report"></iframe></section>
      <section><h2>About</h2>
      \(HTMLText.facts(facts))</section>
      """)
  }

  /// Writes the part that changes.
  public func live(title: String) -> String {
    let header = ["stage", "done", "states", "time", "loss"].map {
      HTMLText.element("th", $0, "scope=\"col\"")
    }
    return HTMLText.element("h1", title) + HTMLText.element("p", summary)
      + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Stages\"><table>"
      + "<thead><tr>\(header.joined())</tr></thead><tbody>"
      + groups.map(line).joined() + "</tbody></table></div>"
      + list("Running", "running", running.map(item))
      + list("Failed", "failures", failures.map { HTMLText.element("li", $0) })
  }

  private func line(_ group: Group) -> String {
    "<tr>" + HTMLText.element("th", group.name, "scope=\"row\"")
      + HTMLText.element("td", "\(group.done)/\(group.total)", "class=\"number\"")
      + HTMLText.element("td", group.counts) + HTMLText.element("td", group.time)
      + "<td>\(LossCurve.drawing(of: group.curve))</td></tr>"
  }

  private func item(_ stage: Running) -> String {
    let share = stage.share.map { share in
      let hundredths = "\(Int((min(max(share, 0), 1) * 100).rounded()))"
      return " <progress max=\"100\" value=\"\(hundredths)\" aria-label=\"progress\"></progress>"
    }
    return "<li>\(HTMLText.escaped(stage.line))\(share ?? "") "
      + "\(LossCurve.drawing(of: stage.curve))</li>"
  }

  private func list(_ title: String, _ style: String, _ items: [String]) -> String {
    items.isEmpty ? "" : "<h2>\(title)</h2><ul class=\"\(style)\">\(items.joined())</ul>"
  }
}
