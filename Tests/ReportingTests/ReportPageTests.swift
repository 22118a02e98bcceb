import Foundation
import Options
import Pipeline
import Spec
import Testing

@testable import Reporting

@Suite("the page of a report")
struct ReportPageTests {
  private static let hostile = "<b>&\"'\u{1B}[31m</script><script>alert(1)</script>"

  private func stage(_ index: Int, _ text: String) -> Report.Stage {
    Report.Stage(
      id: StageID("score[arm=\(text),seed=\(index)]"), name: "score",
      cell: [Coordinate(axis: "arm", label: text), Coordinate(axis: "seed", label: "\(index)")],
      kind: "evaluate", status: "done", facts: [(name: "run", value: "7")],
      options: "{\"split\": \"\(text)\"}", log: "line\n\(text)\n", environment: 0)
  }

  /// Makes the page of a report with a table of one number that comes from two stages.
  private func page(_ text: String, stages count: Int = 2) -> String {
    var table = Table(
      name: "main", header: ["arm", "score"],
      rows: [[.text(text), .summary(mean: 0.5, deviation: 0.1, count: 2)]])
    table.origins = [
      [[], [StageID("score[arm=\(text),seed=0]"), StageID("score[arm=\(text),seed=1]")]]
    ]
    table.footnotes = [.init(target: text, text: "A note on \(text).")]
    var verdict = Table(name: "verdict", header: ["arm"], rows: [[.text(text)]])
    (verdict.isComparison, verdict.notes) = (true, ["\(text): better than all."])
    let report = Report(
      experiment: text, about: text, facts: [(name: "git commit", value: text)],
      remarks: [text], tables: [table, verdict],
      pictures: [.init(name: "loss", drawing: "<svg role=\"img\"></svg>")],
      axes: [SweepAxis(name: "arm", labels: [text, "b"]), SweepAxis(name: "one", labels: ["x"])],
      stages: (0..<count).map { stage($0, text) },
      environments: [[(name: "BLAS kernel", value: text)]])
    var page = ""
    ReportPage(report).write { page += $0 }
    return page
  }

  @Test("nothing in it is read as markup that isn't meant so, and XML readers can read it")
  func hostileTexts() throws {
    let page = page(Self.hostile)
    #expect(page.components(separatedBy: "<script>").count == 2)
    #expect(!page.contains("<b>") && !page.contains("\u{1B}"))
    #expect(page.contains("&lt;b&gt;&amp;&quot;&#39;"))
  }

  @Test("every element is closed, and no anchor is given twice", arguments: ["mpo", hostile])
  func wellFormed(text: String) throws {
    // The page without what HTML leaves open and what isn't markup.
    var text = page(text)
    for part in ["<script>", "<style>"] {
      let end = part.replacing("<", with: "</")
      let begin = try #require(text.range(of: part))
      let stop = try #require(text.range(of: end))
      text.removeSubrange(begin.upperBound..<stop.lowerBound)
    }
    var open: [String] = []
    var anchors: [String] = []
    for match in text.matches(of: /<(\/?)([a-z0-9]+)([^>]*)>/) {
      let name = String(match.2)
      if let anchor = match.3.firstMatch(of: /\ id="([^"]*)"/) { anchors.append(String(anchor.1)) }
      if ["meta", "br"].contains(name) { continue }
      if match.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty && anchors.count == Set(anchors).count)
    for link in text.matches(of: /href="#([^"]*)"/) {
      #expect(anchors.contains(String(link.1)), "\(link.1) leads nowhere")
    }
  }

  @Test("a number leads to all stages that made it; verdicts stand before tables")
  func links() throws {
    let page = page("mpo")
    #expect(page.contains("<a href=\"#s0\" data-stages=\"s0 s1\">0.5000 ± 0.1000</a>"))
    let verdict = try #require(page.range(of: "<li>mpo: better than all.</li>"))
    let table = try #require(page.range(of: "<table>"))
    #expect(verdict.lowerBound < table.lowerBound)
    #expect(page.components(separatedBy: "better than all.").count == 2)
    #expect(page.contains("A note on mpo.") && page.contains("<option>b</option>"))
    #expect(!page.contains("data-axis=\"one\""))
  }

  @Test("it loads nothing from anywhere")
  func alone() {
    let page = page("mpo")
    for part in ["http:", "https:", "//", "src=", "@import", "url("] {
      #expect(!page.contains(part), "\(part)")
    }
  }

  @Test("an experiment without tables, stages or pictures has a page")
  func empty() {
    var page = ""
    ReportPage(
      Report(
        experiment: "none", about: "", facts: [], remarks: [], tables: [], pictures: [], axes: [],
        stages: [], environments: [])
    ).write { page += $0 }
    #expect(page.contains("<h1>none</h1>") && page.hasSuffix("</html>\n"))
  }
}
