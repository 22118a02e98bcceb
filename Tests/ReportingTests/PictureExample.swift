import Options
import Pipeline
import Spec
import Statistics
import TestSupport

@testable import Reporting

/// Makes the stored results of a small experiment, in which stages `tuned`, `score` and `verdict`
/// vary over an arm and a seed.
struct PictureExample {
  var arms = ["all", "mpo", "none"]
  var seeds = ["1", "2", "3", "4"]
  /// Number of points of each curve.
  var steps = 20
  /// What a curve's value becomes, by arm, seed and step.
  var loss: (Int, Int, Int) -> Double = { arm, seed, step in
    4 / Double(step + 2) + Double(arm) / 4 + Double((seed * 7 + step * 3) % 5) / 40
  }
  /// The score by arm and seed; nil where there is none.
  var score: (Int, Int) -> Double? = { arm, seed in
    0.5 + Double(arm) / 20 + Double((seed * 3 + arm) % 4) / 100
  }
  var margin: Double?
  var absent: [StageID: Table.Absence] = [:]
  var spans: [RunSpan] = []

  static func measure(_ option: String) -> MeasuredMetric { MeasuredMetric(role: option) }

  /// The results, as a picture finds them.
  var results: PictureResults {
    PictureResults(plan, rows: ResultRows(rows), absent: absent, spans: spans)
  }

  /// The data of a picture whose options name stages so.
  func data(_ stages: [String: String]) -> PictureData { PictureData(results, stages: stages) }

  private var cells: [[Coordinate]] {
    arms.flatMap { arm in
      seeds.map { [Coordinate(axis: "arm", label: arm), Coordinate(axis: "seed", label: $0)] }
    }
  }

  var plan: Plan {
    let stages = ["tuned", "score"].flatMap { name in
      cells.map { stage(name, $0, name == "score" ? "scores" : "model", [:]) }
    }
    var compared: [String: Value] = [
      "over": .text("arm"), "baseline": .text(arms.first ?? ""), "measure": .text("accuracy"),
    ]
    if let margin { compared["margin"] = .number(margin) }
    return Plan(
      experiment: "example", about: "",
      axes: [SweepAxis(name: "arm", labels: arms), SweepAxis(name: "seed", labels: seeds)],
      cells: cells,
      stages: stages + [stage("verdict", [], Comparison.product, compared)],
      tables: [
        PlannedTable(
          name: "main", rows: ["arm"], columns: ["score.parameters", "score.accuracy"], over: "seed"
        )
      ])
  }

  private func stage(
    _ name: String, _ cell: [Coordinate], _ product: String, _ options: [String: Value]
  ) -> PlannedStage {
    let labels = cell.map { "\($0.axis)=\($0.label)" }.joined(separator: ",")
    let declaration = StageDeclaration(
      kind: name, version: 1, about: name, produces: product, options: [],
      metrics: name == "tuned" ? [.loss] : nil)
    return PlannedStage(
      id: StageID(cell.isEmpty ? name : "\(name)[\(labels)]"), name: name, cell: cell,
      declaration: declaration, options: .map(options), inputs: [], location: "")
  }

  private var rows: [ResultRow] {
    var rows: [ResultRow] = []
    for arm in arms.indices {
      for seed in seeds.indices {
        let cell = cells[arm * seeds.count + seed]
        func add(_ stage: String, _ metric: String, _ value: Double, step: Int? = nil) {
          let id = stage + "[arm=\(arms[arm]),seed=\(seeds[seed])]"
          if absent[StageID(id)] != nil { return }
          rows.append(
            ResultRow(cell: cell, stage: stage, metric: metric, step: step, value: value))
        }
        for step in 0..<steps {
          add("tuned", "loss", loss(arm, seed, step), step: step * 10)
        }
        if let score = score(arm, seed) { add("score", "accuracy", score) }
        add("score", "parameters", 200_000 + 50_000 * Double(arm))
      }
    }
    return rows + comparison
  }

  private var comparison: [ResultRow] {
    if absent[StageID("verdict")] != nil { return [] }
    let values: [[String: Double]] = arms.indices.map { arm in
      let difference = Double(arm) * 0.02 - 0.01
      return [
        "n": 4, "mean": 0.5 + difference, "pairs": Double(seeds.count), "difference": difference,
        "difference_low": difference - 0.015, "difference_high": difference + 0.015,
        "p": arm == 2 ? 0.01 : 0.4, "p_holm": arm == 2 ? 0.02 : 0.4,
      ]
    }
    return zip(arms, values).enumerated().flatMap { index, pair in
      pair.1.filter { index > 0 || ["n", "mean"].contains($0.key) }.sorted { $0.key < $1.key }
        .map { metric, value in
          ResultRow(
            cell: [], stage: "verdict", metric: "\(pair.0).\(metric)", step: nil, value: value)
        }
    }
  }
}
