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

  @Test("energy is in the provenance of a stage where counters can be read, and else not a word")
  func energy() throws {
    let powercap = "power/intel-rapl:0"
    try FileManager.default.createDirectory(
      atPath: folder.file(powercap), withIntermediateDirectories: true)
    _ = try folder.write("package-0\n".utf8, to: "\(powercap)/name")
    _ = try folder.write("1000\n".utf8, to: "\(powercap)/energy_uj")
    _ = try folder.write("9000000000\n".utf8, to: "\(powercap)/max_energy_range_uj")
    let spec = """
      experiment: warm
      sweep: {arm: [a, b]}
      stages:
        work:
          kind: shell
          command: 'echo ${arm}; test ${arm} = b || echo 2345678901 > "$COUNTER"'
          environment: {COUNTER: '\(folder.file(powercap))/energy_uj'}
      """
    _ = try folder.write(spec.utf8, to: "warm.yaml")
    let run = try Program.run(
      ["run", "warm.yaml", "--jobs", "1"], in: folder,
      setting: ["BONDLAB_POWERCAP": folder.file("power")])
    try #require(run.status == 0, "\(run.complaints)")
    let page = try program("report", "warm.yaml", "--out", "-").output
    #expect(page.contains("2 346 J of the whole machine meanwhile"))
    let timings = try program("table", "warm.yaml", "timings", "--format", "csv").output
    #expect(timings.contains("warm,a,work,machine_joules,,2345.677901"), "\(timings)")
    #expect(timings.contains("warm,b,work,machine_joules,,0\n"))
    let missing = ["run", "warm.yaml", "--results", "cold"]
    let cold = try Program.run(
      missing, in: folder, setting: ["BONDLAB_POWERCAP": folder.file("none")])
    try #require(cold.status == 0, "\(cold.complaints)")
    let silent = try program("report", "warm.yaml", "--results", "cold", "--out", "-").output
    #expect(!silent.contains("whole machine"))
  }
}
