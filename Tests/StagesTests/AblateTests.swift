import Options
import Pipeline
import Spec
import Stages
import Statistics
import Synchronization
import Testing

@Suite("comparing arms")
struct AblateTests {
  /// A value of an arm for each seed that has one.
  private typealias Arm = [(seed: String, value: Double)]

  private final class Listener: StageReporter {
    private let heard = Mutex<[String]>([])
    func progress(_ progress: StageProgress) {}
    func log(_ line: String) { heard.withLock { $0.append(line) } }
    var shouldStop: Bool { false }
    var lines: [String] { heard.withLock { $0 } }
  }

  /// Compares arms with `base`; returns the metrics of the stage and the lines that it logs.
  ///
  /// - Parameter more: Options beside the axis, the baseline, the measure and the pairs.
  private func compare(
    _ arms: [(String, Arm)], _ more: [String: Value] = [:]
  ) throws -> (metrics: [String: Double], lines: [String]) {
    let inputs = arms.flatMap { name, values in
      values.map { seed, value in
        StageJob.Input(
          role: "measure", coordinates: ["arm": name, "seed": seed], files: [:],
          metrics: [Metric("score", value)])
      }
    }
    let job = StageJob(
      id: "verdict", kind: "ablate",
      options: .map(
        [
          "over": .text("arm"), "baseline": .text("base"), "measure": .text("score"),
          "pair": .text("seed"),
        ].merging(more, uniquingKeysWith: { $1 })), inputs: inputs, workFolder: "", logFile: "",
      threads: 1, key: Fingerprint(ofFields: []))
    let listener = Listener()
    let output = try StageCatalog.run(job, reporter: listener)
    return (
      Dictionary(output.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
      listener.lines
    )
  }

  private func numbered(_ values: [Double]) -> Arm {
    values.enumerated().map { ("\($0.offset + 1)", $0.element) }
  }

  @Test("means are over the pairs; their number and the baseline's mean there are metrics")
  func pairs() throws {
    let found = try compare([
      ("base", [("2", 0.52), ("1", 0.5), ("3", 0.51), ("9", 7)]),
      ("more", numbered([0.51, 0.54, 0.54, 0.9, 0.95])), ("one", [("3", 0.4)]),
      ("none", [("7", 0.25), ("8", 0.75)]),
    ])
    let metrics = found.metrics
    #expect(metrics["more.pairs"] == 3 && metrics["more.n"] == 3 && metrics["one.pairs"] == 1)
    #expect(abs((metrics["more.mean"] ?? 0) - (0.51 + 0.54 + 0.54) / 3) < 1e-12)
    #expect(abs((metrics["base.mean"] ?? 0) - (0.5 + 0.52 + 0.51) / 3) < 1e-12)
    #expect(abs((metrics["more.difference"] ?? 0) - (0.01 + 0.02 + 0.03) / 3) < 1e-12)
    #expect(metrics["one.baseline_mean"] == 0.51 && metrics["one.mean"] == 0.4)
    #expect(metrics["one.p"] == nil && metrics["base.pairs"] == nil)
    // Without a pair: its own mean, over its own values, and nothing else.
    #expect(metrics["none.pairs"] == 0 && metrics["none.n"] == 2 && metrics["none.mean"] == 0.5)
    #expect(metrics["none.difference"] == nil && found.lines.count == 1)
    #expect(found.lines.first?.contains("'none' has no value") == true)
  }

  @Test("a difference without spread has neither interval nor p, and is logged")
  func noSpread() throws {
    let base = [0.1, 0.3, 0.7, 0.9]
    let found = try compare([
      ("base", numbered(base)), ("higher", numbered(base.map { $0 + 0.01 })),
      ("equal", numbered(base)), ("rounded", numbered(base.map { ($0 + 0.2) - 0.2 })),
    ])
    let metrics = found.metrics
    #expect(abs((metrics["higher.difference"] ?? 0) - 0.01) < 1e-12)
    for name in ["p", "p_holm", "difference_low", "difference_high"] {
      #expect(metrics["higher.\(name)"] == nil)
    }
    for arm in ["equal", "rounded"] {
      #expect(metrics["\(arm).difference"] == 0 && metrics["\(arm).p"] == 1)
      #expect(metrics["\(arm).difference_low"] == 0 && metrics["\(arm).difference_high"] == 0)
    }
    #expect(found.lines.count == 1 && found.lines[0].contains("'higher' differs from 'base'"))
  }

  @Test("p-values are adjusted over the arms that have one")
  func holm() throws {
    let noise = [0.01, -0.02, 0.015, 0.005, -0.008]
    let arms = [("far", 0.5), ("near", 0.006), ("mid", 0.02)].map { name, shift in
      (name, numbered(noise.map { $0 + shift }))
    }
    let metrics = try compare(
      [("base", numbered([0, 0, 0, 0, 0])), ("single", [("1", 3)])] + arms
    ).metrics
    let p = try arms.map { try #require(metrics["\($0.0).p"]) }
    #expect(p[0] < p[2] && p[2] < p[1])
    let wanted = [3 * p[0], max(3 * p[0], 2 * p[2], p[1]), max(3 * p[0], 2 * p[2])]
    for (arm, wanted) in zip(arms, wanted) {
      #expect(abs((metrics["\(arm.0).p_holm"] ?? 9) - min(1, wanted)) < 1e-15)
    }
    #expect(metrics["single.p_holm"] == nil)
  }

  @Test("a baseline that is the only arm is logged")
  func alone() throws {
    let found = try compare([("base", numbered([1, 2]))])
    #expect(found.metrics["base.mean"] == 1.5 && found.metrics["base.n"] == 2)
    #expect(found.lines == ["verdict: 'base' is the only arm: there is nothing to compare"])
  }

  @Test("exact tests, wins and power belong to the pairs; equivalence needs a margin")
  func exact() throws {
    let shifts = [0.01, 0.02, 0.015, -0.005, 0.03]
    let arms = [
      ("base", numbered([0.5, 0.6, 0.4, 0.7, 0.3])),
      ("more", numbered(zip([0.5, 0.6, 0.4, 0.7, 0.3], shifts).map { $0 + $1 })),
    ]
    let plain = try compare(arms).metrics
    #expect(plain["more.wins"] == 4 && plain["more.p_sign_flip"] == 0.125)
    #expect(plain["more.p_wilcoxon"] == 0.125 && plain["more.p_equivalence"] == nil)
    let detectable = detectableDifference(deviation: standardDeviation(shifts), pairs: 5)
    #expect(abs((plain["more.detectable"] ?? 0) - detectable) < 1e-9)
    let judged = try compare(arms, ["margin": .number(0.05), "better": .text("lower")]).metrics
    let test = try #require(EquivalenceTest(shifts, margin: 0.05))
    #expect(abs((judged["more.p_equivalence"] ?? 9) - test.p) < 1e-9)
    #expect(judged["more.wins"] == 1)
  }

  @Test("the baseline under other seeds is no test that the other arms pay for")
  func again() throws {
    let noise = [0.01, -0.02, 0.015, 0.005, -0.008]
    let arms =
      [("base", numbered([0, 0, 0, 0, 0]))]
      + [("again", 0.001), ("far", 0.02), ("near", 0.01)].map { name, shift in
        (name, numbered(noise.map { $0 + shift }))
      }
    let all = try compare(arms).metrics
    let metrics = try compare(arms, ["again": .list([.text("again")])]).metrics
    let p = try #require(metrics["far.p"])
    #expect(abs((all["far.p_holm"] ?? 9) - min(1, 3 * p)) < 1e-12)
    #expect(abs((metrics["far.p_holm"] ?? 9) - min(1, 2 * p)) < 1e-12)
    #expect(metrics["again.p"] == all["again.p"] && metrics["again.p_holm"] == nil)
  }
}
