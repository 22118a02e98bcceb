import Options
import Pipeline
import Spec
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Stages

@Suite("comparing arms by rows")
struct RowTestTests {
  private struct Silent: StageReporter {
    func progress(_ progress: StageProgress) {}
    func log(_ line: String) {}
    var shouldStop: Bool { false }
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Compares `more` with `base`; each has the predictions of a run for each of its seeds.
  private func compare(
    _ metric: String, _ arms: [String: [(value: Double, predictions: String)]]
  ) throws -> [String: Double] {
    let inputs = try arms.sorted { $0.key < $1.key }.flatMap { name, runs in
      try runs.enumerated().map { seed, run in
        let file = try folder.write(run.predictions.utf8, to: "\(name)\(seed).csv")
        return StageJob.Input(
          role: "measure", coordinates: ["arm": name, "seed": "\(seed)"],
          files: [PredictionsFile.name: file], metrics: [Metric(metric, run.value)])
      }
    }
    let job = StageJob(
      id: "verdict", kind: "ablate",
      options: .map([
        "over": .text("arm"), "baseline": .text("base"), "measure": .text(metric),
        "pair": .text("seed"),
      ]), inputs: inputs, workFolder: "", logFile: "", threads: 1, key: Fingerprint(ofFields: []))
    let output = try StageCatalog.run(job, reporter: Silent())
    return Dictionary(output.metrics.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// Makes predictions of two classes, of which the rows of `right` are correct.
  private func classes(_ right: [Bool]) -> (value: Double, predictions: String) {
    let rows = right.enumerated().map { row, isRight in
      let label = row % 3 == 0 ? "yes, or so" : "no"
      let other = row % 3 == 0 ? "no" : "yes, or so"
      return "\(row + 1),\(quoted(label)),\(quoted(isRight ? label : other)),0.5,1,2\n"
    }
    let header = "row,label,predicted,loss,score.no,\"score.yes, or so\"\n"
    return (
      Double(right.count { $0 }) / Double(right.count), header + rows.joined()
    )
  }

  private func quoted(_ text: String) -> String { text.contains(",") ? "\"\(text)\"" : text }

  @Test("accuracy has an interval over rows and seeds, and McNemar's p for two runs")
  func accuracy() throws {
    let base = (0..<60).map { $0 % 2 == 0 }
    let more = (0..<60).map { $0 % 2 == 0 || $0 % 5 == 0 }
    let one = try compare("accuracy", ["base": [classes(base)], "more": [classes(more)]])
    #expect(
      abs((one["more.p_mcnemar"] ?? 9) - 2 * Double(sign: .plus, exponent: -6, significand: 1))
        < 1e-12)
    let low = try #require(one["more.rows_low"])
    let high = try #require(one["more.rows_high"])
    // 6 of 60 rows: the binomial deviation is 0.0387.
    #expect(abs(low - 0.033) < 0.02 && abs(high - 0.183) < 0.02)
    let two = try compare(
      "accuracy",
      ["base": [classes(base), classes(base)], "more": [classes(more), classes(more)]])
    #expect(two["more.p_mcnemar"] == nil && two["more.rows_low"] != nil)
  }

  @Test("a metric of all rows together is computed anew for each draw")
  func f1() throws {
    let base = (0..<40).map { $0 % 2 == 0 }
    let more = (0..<40).map { $0 % 4 != 1 }
    func scored(_ right: [Bool]) -> (value: Double, predictions: String) {
      let labels = right.indices.map { Int32($0 % 3 == 0 ? 1 : 0) }
      let found = zip(labels, right).map { $1 ? $0 : 1 - $0 }
      let value = F1.value(of: .classes(found, labels: labels, count: 2)) ?? .nan
      return (value, classes(right).predictions)
    }
    let found = try compare("f1", ["base": [scored(base)], "more": [scored(more)]])
    let (low, high) = (try #require(found["more.rows_low"]), try #require(found["more.rows_high"]))
    let difference = scored(more).value - scored(base).value
    #expect(low < difference && difference < high && high - low < 0.6)
    #expect(found["more.p_mcnemar"] == nil)
  }

  @Test("losses of masked tokens weigh sequences by the number of tokens")
  func masked() throws {
    func predictions(_ losses: [Double]) -> (value: Double, predictions: String) {
      let masked = losses.indices.map { Double($0 % 4 + 1) }
      let rows = zip(masked, losses).enumerated().map { row, pair in
        "\(row + 1),\(Int(pair.0)),1,\(pair.1)\n"
      }
      let sum = zip(masked, losses).reduce(0) { $0 + $1.0 * $1.1 }
      return (sum / masked.reduce(0, +), "row,masked,right,loss\n" + rows.joined())
    }
    let base = (0..<30).map { 4 + Double($0 % 7) / 7 }
    let found = try compare(
      "loss", ["base": [predictions(base)], "more": [predictions(base.map { $0 - 0.25 })]])
    let (low, high) = (try #require(found["more.rows_low"]), try #require(found["more.rows_high"]))
    #expect(abs(low + 0.25) < 1e-9 && abs(high + 0.25) < 1e-9)
  }

  @Test("other rows, or a value that doesn't follow from the rows, give nothing")
  func misfits() throws {
    let base = (0..<30).map { $0 % 2 == 0 }
    let short = try compare(
      "accuracy", ["base": [classes(base)], "more": [classes([true, false])]])
    #expect(short["more.difference"] != nil && short["more.rows_low"] == nil)
    let other = try compare(
      "accuracy", ["base": [classes(base)], "more": [(0.9, classes(base).predictions)]])
    #expect(other["more.rows_low"] == nil && other["more.p_mcnemar"] == nil)
    let unknown = try compare(
      "headline",
      ["base": [(1, classes(base).predictions)], "more": [(2, classes(base).predictions)]])
    #expect(unknown["more.difference"] == 1 && unknown["more.rows_low"] == nil)
  }
}
