/// The page that lists runs, with a form to compare two of them.
public struct RunList {
  /// A run in brief.
  public struct Run {
    let number: Int
    let facts: [String]
    let status: String

    /// Describes a run.
    ///
    /// - Parameter stages: How many stages it has, such as `12/34 done, 1 failed`.
    public init(
      number: Int, experiment: String, status: String, started: String, ended: String,
      stages: String
    ) {
      (self.number, self.status) = (number, status)
      facts = [experiment, status, started, ended, stages]
    }
  }

  private static let header = ["experiment", "state", "started", "ended", "stages"]

  private let runs: [Run]
  private let folder: String
  private let omitted: Int

  /// Creates the page.
  ///
  /// - Parameters:
  ///   - runs: The runs, the latest first.
  ///   - folder: The results folder.
  ///   - omitted: The number of older runs that are not shown.
  public init(_ runs: [Run], folder: String, omitted: Int) {
    (self.runs, self.folder, self.omitted) = (runs, folder, omitted)
  }

  public var page: String {
    let rest =
      omitted > 0
      ? "\n" + HTMLText.element("p", "\(omitted) older ones are not shown.", "class=\"note\"") : ""
    let list = runs.isEmpty ? HTMLText.element("p", "Nothing has been run here yet.") : table
    return SiteFrame.page(
      "Runs", "<h1>Runs</h1>\n\(HTMLText.element("p", folder, "class=\"note\""))\n\(list)\(rest)")
  }

  private var table: String {
    let isComparable = runs.count > 1
    let choice = isComparable ? ["first", "second"] : []
    let header = (["run"] + Self.header + choice).map {
      HTMLText.element("th", $0, "scope=\"col\"")
    }
    let table =
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs\"><table><thead><tr>"
      + header.joined() + "</tr></thead>\n<tbody>\n"
      + runs.enumerated().map { line($0.element, at: $0.offset, isComparable) }.joined()
      + "</tbody></table></div>\n"
    if !isComparable { return table }
    return "<form class=\"site-form\" action=\"/compare\" method=\"get\">\n\(table)"
      + "<button class=\"action\">Compare the two</button></form>"
  }

  private func line(_ run: Run, at index: Int, _ isComparable: Bool) -> String {
    let facts = run.facts.enumerated().map { column, fact in
      HTMLText.element("td", fact, column == 1 ? "class=\"state-\(HTMLText.escaped(fact))\"" : "")
    }
    let choices = isComparable ? choice(run, "a", index == 1) + choice(run, "b", index == 0) : ""
    return "<tr><th scope=\"row\"><a href=\"/runs/\(run.number)\">\(run.number)</a></th>"
      + facts.joined() + choices + "</tr>\n"
  }

  private func choice(_ run: Run, _ name: String, _ isChosen: Bool) -> String {
    let place = name == "a" ? "first" : "second"
    return "<td><input type=\"radio\" name=\"\(name)\" value=\"\(run.number)\""
      + " aria-label=\"Run \(run.number) as the \(place)\"\(isChosen ? " checked" : "")></td>"
  }
}
