import Options
import Pipeline
import Spec
import Stages
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

  /// What the stage leaves of arms against `base`, and what it logs.
  private func compare(
    _ arms: [(String, Arm)]
  ) throws -> (figures: [String: Double], lines: [String]) {
    let inputs = arms.flatMap { name, values in
      values.map { seed, value in
        StageJob.Input(
          role: "measure", coordinates: ["arm": name, "seed": seed], files: [:],
          metrics: [Metric("score", value)])
      }
    }
    let job = StageJob(
      id: "verdict", kind: "ablate",
      options: .map([
        "over": .text("arm"), "baseline": .text("base"), "measure": .text("score"),
        "pair": .text("seed"),
      ]), inputs: inputs, workFolder: "", logFile: "", threads: 1, key: Fingerprint(ofFields: []))
    let listener = Listener()
    let metrics = try StageCatalog.run(job, reporter: listener).metrics
    return (
      Dictionary(metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), listener.lines
    )
  }

  private func numbered(_ values: [Double]) -> Arm {
    values.enumerated().map { ("\($0.offset + 1)", $0.element) }
  }

  @Test("means are over the pairs, whose number is told, and so is the baseline's mean there")
  func pairs() throws {
    let found = try compare([
      ("base", [("2", 0.52), ("1", 0.5), ("3", 0.51), ("9", 7)]),
      ("more", numbered([0.51, 0.54, 0.54, 0.9, 0.95])), ("one", [("3", 0.4)]),
      ("none", [("7", 0.25), ("8", 0.75)]),
    ])
    let figures = found.figures
    #expect(figures["more.pairs"] == 3 && figures["more.n"] == 3 && figures["one.pairs"] == 1)
    #expect(abs((figures["more.mean"] ?? 0) - (0.51 + 0.54 + 0.54) / 3) < 1e-12)
    #expect(abs((figures["base.mean"] ?? 0) - (0.5 + 0.52 + 0.51) / 3) < 1e-12)
    #expect(abs((figures["more.difference"] ?? 0) - (0.01 + 0.02 + 0.03) / 3) < 1e-12)
    #expect(figures["one.baseline_mean"] == 0.51 && figures["one.mean"] == 0.4)
    #expect(figures["one.p"] == nil && figures["base.pairs"] == nil)
    // Without a pair: its own mean, over its own values, and nothing else.
    #expect(figures["none.pairs"] == 0 && figures["none.n"] == 2 && figures["none.mean"] == 0.5)
    #expect(figures["none.difference"] == nil && found.lines.count == 1)
    #expect(found.lines.first?.contains("'none' has no value") == true)
  }

  @Test("a difference without spread has neither interval nor p, and is told")
  func noSpread() throws {
    let base = [0.1, 0.3, 0.7, 0.9]
    let found = try compare([
      ("base", numbered(base)), ("higher", numbered(base.map { $0 + 0.01 })),
      ("equal", numbered(base)), ("rounded", numbered(base.map { ($0 + 0.2) - 0.2 })),
    ])
    let figures = found.figures
    #expect(abs((figures["higher.difference"] ?? 0) - 0.01) < 1e-12)
    for name in ["p", "p_holm", "difference_low", "difference_high"] {
      #expect(figures["higher.\(name)"] == nil)
    }
    for arm in ["equal", "rounded"] {
      #expect(figures["\(arm).difference"] == 0 && figures["\(arm).p"] == 1)
      #expect(figures["\(arm).difference_low"] == 0 && figures["\(arm).difference_high"] == 0)
    }
    #expect(found.lines.count == 1 && found.lines[0].contains("'higher' differs from 'base'"))
  }

  @Test("p-values are adjusted over the arms that have one")
  func holm() throws {
    let noise = [0.01, -0.02, 0.015, 0.005, -0.008]
    let arms = [("far", 0.5), ("near", 0.006), ("mid", 0.02)].map { name, shift in
      (name, numbered(noise.map { $0 + shift }))
    }
    let figures = try compare(
      [("base", numbered([0, 0, 0, 0, 0])), ("single", [("1", 3)])] + arms
    ).figures
    let p = try arms.map { try #require(figures["\($0.0).p"]) }
    #expect(p[0] < p[2] && p[2] < p[1])
    let wanted = [3 * p[0], max(3 * p[0], 2 * p[2], p[1]), max(3 * p[0], 2 * p[2])]
    for (arm, wanted) in zip(arms, wanted) {
      #expect(abs((figures["\(arm.0).p_holm"] ?? 9) - min(1, wanted)) < 1e-15)
    }
    #expect(figures["single.p_holm"] == nil)
  }

  @Test("a baseline that stands alone is told")
  func alone() throws {
    let found = try compare([("base", numbered([1, 2]))])
    #expect(found.figures["base.mean"] == 1.5 && found.figures["base.n"] == 2)
    #expect(found.lines == ["verdict: 'base' stands alone: there is nothing to compare"])
  }
}
