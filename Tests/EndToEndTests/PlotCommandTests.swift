import Foundation
import TestSupport
import Testing

@Suite("pictures of a spec")
struct PlotCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func program(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(arguments, in: folder)
  }

  private func write(_ pictures: String, seeds: String = "[1, 2, 3]") throws {
    let spec = """
      experiment: drawn
      sweep: {arm: [a, b], seed: \(seeds)}
      stages:
        s:
          kind: shell
          command: 'printf "{\\"code\\": 0.%s, \\"size\\": %s}" $SEED 5 > metrics.json'
          environment: {ARM: "${arm}", SEED: "${seed}"}
          metrics: metrics.json
        v: {kind: ablate, over: arm, baseline: a, measure: s.code, pair: seed}
      pictures:
      \(pictures)

      """
    _ = try folder.write(spec.utf8, to: "spec.yaml")
  }

  private let sound = """
      codes: {kind: tradeoff, metric: s.code, against: s.size, points: arm, over: seed}
      by-arm: {kind: profile, metric: s.code, along: arm, over: seed}
      when: timeline
    """

  @Test("go to standard output one by one, or all into the experiment's folder")
  func drawing() throws {
    try write(sound)
    #expect(try program("plot", "spec.yaml").status == 2)
    #expect(try program("run", "spec.yaml").status == 0)
    let one = try program("plot", "spec.yaml", "codes")
    #expect(one.status == 0 && one.output.hasPrefix("<svg") && one.output.hasSuffix("</svg>\n"))
    let all = try program("plot", "spec.yaml")
    let paths = ["codes", "by-arm", "when", "v"].map { "Results/drawn/\($0).svg" }
    #expect(all.output.split(separator: "\n").map(String.init) == paths)
    let written = try String(contentsOfFile: folder.file(paths[0]), encoding: .utf8)
    #expect(written == one.output)
    let elsewhere = try program("plot", "spec.yaml", "codes", "--out", "figures/a.svg")
    #expect(elsewhere.output == "figures/a.svg\n")
    #expect(try String(contentsOfFile: folder.file("figures/a.svg"), encoding: .utf8) == written)
  }

  @Test("say what was not run, and run nothing anew when they change")
  func missing() throws {
    try write(sound)
    #expect(try program("run", "spec.yaml").status == 0)
    try write(sound, seeds: "[1, 2, 3, 4]")
    let outcome = try program("plot", "spec.yaml", "codes")
    #expect(outcome.status == 0 && outcome.complaints.contains("not run"))
    #expect(outcome.output.contains("not run: 2 of 8 cells"))
    #expect(try program("plot", "spec.yaml", "codes", "--complete").status == 1)
    try write("  codes: {kind: heatmap, metric: s.code, rows: arm, columns: seed}")
    #expect(try program("run", "spec.yaml", "--quiet").status == 0)
    #expect(!(try program("plan", "spec.yaml").output.contains("pending")))
    #expect(try program("plot", "spec.yaml", "codes").output.contains("s.code by arm and seed"))
  }

  @Test("an unknown name has a suggestion")
  func suggestion() throws {
    try write(sound)
    #expect(try program("run", "spec.yaml").status == 0)
    let outcome = try program("plot", "spec.yaml", "code")
    #expect(outcome.status == 2 && outcome.complaints.contains("did you mean 'codes'?"))
  }

  @Test("without the program that converts, its package is named")
  func converter() throws {
    try write(sound)
    #expect(try program("run", "spec.yaml").status == 0)
    let outcome = try Program.run(
      script: "PATH=/nowhere '\(Program.path)' plot spec.yaml codes --format pdf --out a.pdf",
      in: folder)
    #expect(outcome.status == 2 && outcome.complaints.contains("librsvg2-bin"))
    #expect(!FileManager.default.fileExists(atPath: folder.file("a.pdf")))
  }

  @Test("mistakes have their places and hints, all at once")
  func mistakes() throws {
    try write(
      """
        a: {kind: tradeof, metric: s.code}
        b: {kind: curves, metric: t.code}
        c: {kind: forest, stage: s}
        d: {kind: profile, metric: s.code, along: arn}
        e: {kind: heatmap, metric: s.code, rows: arm, columns: arm}
        f: {kind: curves, metric: v.b.meen}
        g: {kind: curves}
        "h/": timeline
        i: {kind: curves, metric: s.code, line: arm}
      """)
    let outcome = try program("validate", "spec.yaml")
    #expect(outcome.status == 2)
    for text in [
      "a: unknown kind of picture \"tradeof\"", "did you mean 'tradeoff'?",
      "b.metric: there is no stage 't'", "c.stage must be a stage that produces comparison",
      "d.along: 'arn' is not a sweep axis", "did you mean 'arm'?", "e.columns: the axis 'arm'",
      "'v' (ablate) leaves no metric 'b.meen'", "needs the option 'g.metric'",
      "the name of a picture must be that of a file", "unknown option 'i.line'",
      "did you mean 'lines'?",
    ] {
      #expect(outcome.complaints.contains(text), "\(text) in \(outcome.complaints)")
    }
    #expect(outcome.complaints.contains("spec.yaml:12:"))
  }
}
