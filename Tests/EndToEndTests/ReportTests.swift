import Foundation
import TestSupport
import Testing

@Suite("reports")
struct ReportTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let spec = """
      experiment: made
      about: Made of <nothing>.
      sweep: {arm: [a, b], seed: [1, 2, 3]}
      stages:
        made:
          kind: shell
          command: |
            echo 'a line & more ${arm}'
            echo '{"score": ${seed}}' > scores.json
          metrics: scores.json
        verdict: {kind: ablate, over: arm, baseline: a, measure: made.score, pair: seed}
      tables:
        main: {rows: [arm], columns: [made.score], over: seed}
      """
    _ = try folder.write(spec.utf8, to: "made.yaml")
  }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  @Test("a page has verdicts, tables, and each stage with its log; again it is the same")
  func page() throws {
    let run = try program("run", "made.yaml")
    try #require(run.status == 0, "\(run.complaints)")
    let outcome = try program("report", "made.yaml")
    #expect(outcome.status == 0 && outcome.output.hasSuffix("Results/made/report.html\n"))
    let path = folder.file("Results/made/report.html")
    let page = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    for part in [
      "Made of &lt;nothing&gt;.", "b: undecided against a: 0", "2.0000 ± 1.0000",
      "made[arm=b,seed=3]", "a line &amp; more", "<figcaption>verdict</figcaption>", "<svg ",
      "data-stages=\"s",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(try program("report", "made.yaml", "--out", "-").output == page)
  }

  @Test("what was not run is said on the page, and --complete ends with exit code 1")
  func partial() throws {
    #expect(try program("report", "made.yaml").status == 2)
    #expect(try program("run", "made.yaml", "--only", "made[arm=a,seed=1]").status == 0)
    let outcome = try program("report", "made.yaml", "--out", "-", "--complete")
    #expect(outcome.status == 1 && outcome.output.contains("not run: "))
  }
}
