internal import Options
internal import Pipeline

/// Warns about arms that tables of comparisons can say nothing of.
struct ComparisonWarnings {
  private let plan: Plan
  private let finals: FinalMetrics

  init(_ plan: Plan, _ finals: FinalMetrics) { (self.plan, self.finals) = (plan, finals) }

  /// A line for each comparison without other arms, and for each arm without pairs or without
  /// spread, or with trials and without being there; comparisons without metrics are passed over,
  /// as they have not been made yet.
  var lines: [String] {
    let comparing = plan.stages.filter { $0.declaration.produces == Comparison.product }
    let metrics = finals.bySource(ofStages: Set(comparing.map(\.name)))
    return strangers(comparing)
      + comparing.flatMap { stage -> [String] in
        let known = metrics[ResultRows.Source(stage: stage.name, cell: stage.cell)] ?? [:]
        return known.isEmpty ? [] : problems(of: stage, known).map { "\(stage.id): \($0)" }
      }
  }

  /// A line for each name under `trials` that is no value of the compared axis.
  private func strangers(_ comparing: [PlannedStage]) -> [String] {
    var seen: Set<String> = []
    return comparing.filter { seen.insert($0.name).inserted }.flatMap { stage -> [String] in
      let compared = Comparison(reading: stage.options)
      let arms = plan.axes.first { $0.name == compared.over }?.labels ?? []
      return (compared.trials ?? [:]).keys.sorted().filter { !arms.contains($0) }.map { name in
        "\(stage.name): trials: '\(name)' is no arm of '\(compared.over)'; "
          + Suggestion.hint(for: name, among: arms, noun: "arm")
      }
    }
  }

  private func problems(of stage: PlannedStage, _ metrics: [String: Double]) -> [String] {
    let compared = Comparison(reading: stage.options)
    let arms = plan.axes.first { $0.name == compared.over }?.labels ?? []
    let others = arms.filter { $0 != compared.baseline && metrics["\($0).mean"] != nil }
    if others.isEmpty { return ["there is nothing to compare '\(compared.baseline)' with"] }
    return others.compactMap { arm in
      guard let pairs = metrics["\(arm).pairs"] else { return nil }
      if pairs == 0 { return "no value of '\(arm)' has a pair of '\(compared.baseline)'" }
      guard pairs > 1, metrics["\(arm).p"] == nil else { return nil }
      return "'\(arm)' differs by the same in all \(Int(pairs)) pairs: without spread there is "
        + "neither interval nor p"
    }
  }
}
