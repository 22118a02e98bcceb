internal import Options
internal import Spec
internal import YAML

/// Checks the search of a spec and finds its trials, measures and gates in the plan.
struct SearchPlanner {
  private let spec: ExperimentSpec
  private let search: SearchSpec
  private let axes: [String]
  private let metrics: MetricCheck

  /// Makes a planner of the spec's search; nil where the spec has none.
  init?(_ spec: ExperimentSpec, _ metrics: MetricCheck) {
    guard let search = spec.search else { return nil }
    self.spec = spec
    self.search = search
    self.metrics = metrics
    axes = spec.sweep.axes.map(\.name)
  }

  /// Reports names of the search that mean nothing, and stages that gather over its axes.
  func check(_ stages: [ReadStage], problems: inout Problems) {
    for axis in search.trials + [search.rungs] where !axes.contains(axis.text) {
      problems.add(
        at: axis.mark, "search: '\(axis.text)' is not a sweep axis",
        hint: Suggestion.hint(for: axis.text, among: axes, noun: "sweep axis"))
    }
    var seen: Set<String> = []
    for axis in search.trials + [search.rungs] where !seen.insert(axis.text).inserted {
      problems.add(
        at: axis.mark, "search: the axis '\(axis.text)' is named twice",
        hint: "an axis makes trials or is the budget, not both")
    }
    checkBudgets(&problems)
    checkMeasure(&problems)
    for stage in stages {
      for (axis, edge) in stage.gathered where seen.contains(axes[axis]) {
        problems.add(
          at: edge.mark,
          "stage '\(stage.spec.name)' gathers over '\(axes[axis])', of which the search leaves "
            + "cells out",
          hint: "compare what is left in a table")
      }
    }
  }

  private func checkBudgets(_ problems: inout Problems) {
    guard let axis = spec.sweep.axes.first(where: { $0.name == search.rungs.text }) else { return }
    let budgets = axis.values.compactMap { $0.node.scalar?.value.number }
    let grow = zip(budgets, budgets.dropFirst()).allSatisfy { $0 < $1 }
    if budgets.count == axis.values.count && budgets.count > 1 && grow { return }
    problems.add(
      at: search.rungs.mark,
      "search: the values of '\(axis.name)' must be at least two numbers that grow",
      hint: "write \(axis.name): [100, 300, 900] in the sweep, the smallest budget first")
  }

  private func checkMeasure(_ problems: inout Problems) {
    let names = spec.stages.map(\.name)
    let (stage, metric) = measure
    if names.contains(stage), !metric.isEmpty {
      metrics.check(
        metric, ofStage: stage, namedBy: "search: measure", at: search.measure.mark,
        problems: &problems)
      return
    }
    problems.add(
      at: search.measure.mark,
      metric.isEmpty
        ? "search: measure must be STAGE.METRIC, not '\(search.measure.text)'"
        : "search: there is no stage '\(stage)'",
      hint: Suggestion.hint(for: stage, among: names, noun: "stage"))
  }

  private var measure: (stage: String, metric: String) {
    let text = search.measure.text
    guard let dot = text.firstIndex(of: ".") else { return (text, "") }
    return (String(text[..<dot]), String(text[text.index(after: dot)...]))
  }

  /// Finds the search's trials and measures among a plan's stages.
  ///
  /// - Returns: nil where the measured stage doesn't depend on every axis of the search, or where
  ///   there are too many trials, which is reported.
  func search(_ cells: PlanCells, _ stages: [PlannedStage], problems: inout Problems)
    -> PlannedSearch?
  {
    let trialAxes = axes.filter(Set(search.trials.map(\.text)).contains)
    let rungs = spec.sweep.axes.first { $0.name == search.rungs.text }?.values.map(\.label) ?? []
    let trialCells = cells.projected(onto: trialAxes)
    guard trialCells.count <= StageReader.sizeLimit / max(1, rungs.count) else {
      problems.add(
        at: search.mark, "the search has more than \(StageReader.sizeLimit) trials and budgets",
        hint: "use fewer axes")
      return nil
    }
    let trials = Array(trialCells)
    let positions = SearchPositions(trialAxes, search.rungs.text, trials, rungs)
    var measures = Array(
      repeating: Array(repeating: [StageID](), count: trials.count), count: rungs.count)
    var found: [StageID: PlannedSearch.Position] = [:]
    for stage in stages {
      let position = positions.position(of: stage.cell)
      if let position { found[stage.id] = position }
      guard stage.name == measure.stage else { continue }
      guard let position else {
        problems.add(
          at: search.measure.mark,
          "search: '\(measure.stage)' does not depend on each of "
            + (trialAxes + [search.rungs.text]).joined(separator: ", "),
          hint: "let what it reads use every axis of the search")
        return nil
      }
      measures[position.rung][position.trial].append(stage.id)
    }
    return PlannedSearch(
      rungAxis: search.rungs.text, rungs: rungs, trials: trials, stage: measure.stage,
      metric: measure.metric, wantsMost: search.wantsMost, keep: search.keep, measures: measures,
      positions: found)
  }
}

/// Finds the trial and the rung that a cell belongs to.
private struct SearchPositions {
  private let trialAxes: [String]
  private let rungAxis: String
  private let trials: [[Coordinate]: Int]
  private let rungs: [String: Int]

  init(_ trialAxes: [String], _ rungAxis: String, _ trials: [[Coordinate]], _ rungs: [String]) {
    (self.trialAxes, self.rungAxis) = (trialAxes, rungAxis)
    self.trials = Dictionary(
      trials.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.rungs = Dictionary(
      rungs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Finds the trial and the rung of a cell; nil where it lacks an axis of the search.
  func position(of cell: [Coordinate]) -> PlannedSearch.Position? {
    guard let label = cell.first(where: { $0.axis == rungAxis })?.label,
      let rung = rungs[label],
      let trial = trials[cell.filter { trialAxes.contains($0.axis) }]
    else { return nil }
    return PlannedSearch.Position(rung: rung, trial: trial)
  }
}
