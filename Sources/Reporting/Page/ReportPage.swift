internal import Options
internal import Pipeline

/// Writes a report as one page that needs nothing else: no network, no library.
public struct ReportPage {
  /// The texts of the page's styles, its own and that of pictures, which a policy may name by
  /// their digests.
  public static let styles = ["\n\(ReportStyle.text)", Paint.styleSheet]
  /// The text of the page's script.
  public static let script = "\n\(ReportScript.text)"

  private let report: Report
  /// Anchors of stages by their names with cells.
  private let anchors: [StageID: String]

  public init(_ report: Report) {
    self.report = report
    anchors = Dictionary(
      zip(report.stages.map(\.id), report.stages.indices.map { "s\($0)" }),
      uniquingKeysWith: { first, _ in first })
  }

  /// Writes the page in pieces.
  public func write(to sink: (String) throws -> Void) rethrows {
    try sink(head)
    try sink("<main>\n")
    try sink(HTMLText.element("h1", report.experiment) + "\n")
    if !report.about.isEmpty { try sink(HTMLText.element("p", report.about) + "\n") }
    for remark in report.remarks {
      try sink(HTMLText.element("p", remark, "class=\"remark\"") + "\n")
    }
    try verdicts(sink)
    try sink(filter)
    try tables(sink)
    try pictures(sink)
    try provenance(sink)
    try stages(sink)
    try sink("</main>\n<script>\(Self.script)</script>\n</body></html>\n")
  }

  private var head: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="BondLab">
    <title>\(HTMLText.escaped(report.experiment))</title>
    <style>\(Self.styles[0])</style></head><body>

    """
  }

  private func verdicts(_ sink: (String) throws -> Void) rethrows {
    let judged = report.tables.filter { !$0.notes.isEmpty && $0.isComparison }
    if judged.isEmpty { return }
    try sink("<section><h2>Verdicts</h2>\n")
    for table in judged {
      try sink(HTMLText.element("h3", table.name) + "<ul class=\"verdicts\">\n")
      for note in table.notes { try sink(HTMLText.element("li", note) + "\n") }
      try sink("</ul>\n")
    }
    try sink("</section>\n")
  }

  /// The choice of values of axes, which the script shows and follows.
  private var filter: String {
    let axes = report.axes.filter { $0.labels.count > 1 }
    if axes.isEmpty { return "" }
    let choices = axes.map { axis in
      let options = axis.labels.map { HTMLText.element("option", $0) }
      let name = HTMLText.escaped(axis.name)
      return "<label>\(name) <select data-axis=\"\(name)\"><option value=\"\">all</option>"
        + "\(options.joined())</select></label>\n"
    }
    return "<form id=\"filter\" hidden aria-label=\"Show only\">\(choices.joined())</form>\n"
  }

  private func tables(_ sink: (String) throws -> Void) rethrows {
    if report.tables.isEmpty { return }
    try sink("<section><h2>Tables</h2>\n")
    for table in report.tables {
      try ReportTable(table, axes: report.axes, anchors: anchors).write(to: sink)
    }
    try sink("</section>\n")
  }

  private func pictures(_ sink: (String) throws -> Void) rethrows {
    if report.pictures.isEmpty { return }
    try sink("<section><h2>Pictures</h2>\n")
    for picture in report.pictures {
      try sink("<figure>\(picture.drawing)")
      try sink(HTMLText.element("figcaption", picture.name) + "</figure>\n")
    }
    try sink("</section>\n")
  }

  private func provenance(_ sink: (String) throws -> Void) rethrows {
    try sink("<section><h2>Provenance</h2>\n\(HTMLText.facts(report.facts))\n")
    for (index, facts) in report.environments.enumerated() {
      try sink("<h3 id=\"environment-\(index + 1)\">Environment \(index + 1)</h3>\n")
      try sink(HTMLText.facts(facts) + "\n")
    }
    try sink("</section>\n")
  }

  private func stages(_ sink: (String) throws -> Void) rethrows {
    try sink("<section><h2>Stages</h2>\n")
    var names: [String] = []
    var members: [String: [Int]] = [:]
    for (index, stage) in report.stages.enumerated() {
      if members[stage.name] == nil { names.append(stage.name) }
      members[stage.name, default: []].append(index)
    }
    for name in names {
      let indices = members[name] ?? []
      try sink("<details><summary>\(HTMLText.escaped(name)) ")
      try sink("<span class=\"count\">\(counts(indices))</span></summary>\n")
      for index in indices { try sink(stage(report.stages[index], "s\(index)")) }
      try sink("</details>\n")
    }
    try sink("</section>\n")
  }

  /// Says how many stages there are of each status.
  private func counts(_ indices: [Int]) -> String {
    var counts: [String: Int] = [:]
    for index in indices { counts[report.stages[index].status, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      .joined(separator: ", ")
  }

  private func stage(_ stage: Report.Stage, _ anchor: String) -> String {
    let cell = Value.map(
      Dictionary(
        stage.cell.map { ($0.axis, Value.text($0.label)) }, uniquingKeysWith: { first, _ in first })
    )
    var facts = stage.facts
    facts.insert(("kind", stage.kind), at: 0)
    facts.insert(("status", stage.status), at: 1)
    let environment = stage.environment.map {
      "<p><a href=\"#environment-\($0 + 1)\">Environment \($0 + 1)</a></p>"
    }
    return """
      <article id="\(anchor)" data-cell="\(HTMLText.escaped(cell.canonicalJSON))">
      \(HTMLText.element("h3", stage.id.description))
      \(HTMLText.facts(facts))\(environment ?? "")
      \(block("options", stage.options))\(block("log", stage.log))</article>

      """
  }

  private func block(_ name: String, _ text: String) -> String {
    text.isEmpty
      ? ""
      : "<pre tabindex=\"0\" aria-label=\"\(name)\">\(HTMLText.escaped(text))</pre>\n"
  }
}
