internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages

extension PlannedSearch {
  /// Tabulates the least cost of the search for each budget, beside the cost of the whole grid.
  ///
  /// A trial that goes on early and is overtaken later adds a little to the least cost.
  func table(_ trainings: [PlannedTraining]) -> Table {
    let cost = trainingOperations(trainings)
    var rows: [[Table.Cell]] = []
    var (sum, least) = (0.0, 0.0)
    for (rung, label) in rungs.enumerated() {
      let share = Double(leastTrials[rung]) / Double(trials.count)
      sum += cost[rung]
      least += cost[rung] * share
      rows.append([
        .text(label), .whole(leastTrials[rung]), .whole(trials.count),
        .number(cost[rung] * share / 1e12), .number(cost[rung] / 1e12),
      ])
    }
    rows.append([
      .text("all"), .whole(leastTrials.reduce(0, +)), .whole(trials.count * rungs.count),
      .number(least / 1e12), .number(sum / 1e12),
    ])
    return Table(
      name: "search by \(stage).\(metric), the \(wantsMost ? "largest" : "smallest") of \(keep)"
        + " trials goes on",
      header: [rungAxis, "trials at least", "of", "training TFLOP", "of all"], rows: rows)
  }

  /// Sums the training operations of all trials, for each rung.
  private func trainingOperations(_ trainings: [PlannedTraining]) -> [Double] {
    var sums = Array(repeating: 0.0, count: rungs.count)
    for training in trainings {
      guard let position = position(of: training.stage) else { continue }
      sums[position.rung] += Double(training.operations) * Double(training.steps ?? 0)
    }
    return sums
  }
}
