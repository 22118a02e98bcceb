internal import Options
internal import Pipeline
internal import Statistics

/// The tables of stages that compare arms.
struct ComparisonTables {
  private let plan: Plan
  private let absent: [StageID: Table.Absence]
  private let metrics: [ResultRows.Source: [String: Double]]
  private let comparing: [PlannedStage]
  private let tuning: TuningTrials

  /// Collects the stages that compare, and their metrics.
  ///
  /// - Parameter absent: Stages that should have metrics and don't, and why.
  init(_ plan: Plan, _ finals: FinalMetrics, absent: [StageID: Table.Absence]) {
    (self.plan, self.absent, tuning) = (plan, absent, TuningTrials(plan))
    comparing = plan.stages.filter { $0.declaration.produces == Comparison.product }
    metrics = finals.bySource(ofStages: Set(comparing.map(\.name)))
  }

  /// A table for each stage of the spec that compares, with a row for each arm of each cell.
  var all: [Table] {
    var (names, cells): ([String], [String: [PlannedStage]]) = ([], [:])
    for stage in comparing {
      if cells[stage.name] == nil { names.append(stage.name) }
      cells[stage.name, default: []].append(stage)
    }
    return names.compactMap { name in cells[name].map { table(name, $0) } }
  }

  /// The columns after the measure that the table of a comparison has.
  private static let figures: [(name: String, metric: MetricDeclaration)] = [
    ("p", .armP), ("p_holm", .armAdjustedP), ("p_sign_flip", .armSignFlips),
    ("p_equivalence", .armEquivalence), ("p_mcnemar", .armMcNemar), ("wins", .armWins),
    ("detectable", .armDetectable), ("difference_per_million", .armDifferencePerMillion),
    ("rows_low", .armRowsLow), ("rows_high", .armRowsHigh),
  ]
  /// The columns that people are shown.
  private static let shown = ["p", "p_holm"]

  private func table(_ name: String, _ cells: [PlannedStage]) -> Table {
    let compared = cells.map { Comparison(reading: $0.options) }
    let trials = cells.map { tuning.counts(of: $0) }
    let isTuned = trials.contains { !$0.isEmpty }
    let axes = cells[0].cell.map(\.axis)
    let header = axes + header(compared, isTuned: isTuned)
    var (rows, origins): ([[Table.Cell]], [[[StageID]]]) = ([], [])
    for (index, cell) in cells.enumerated() {
      let absence = absent[cell.id].map { Table.Cell.absent($0) } ?? .missing
      for row in self.rows(of: cell, compared[index], isTuned ? trials[index] : nil) {
        let known = cell.cell.map { Table.Cell.text($0.label) } + row
        rows.append(known + Array(repeating: absence, count: header.count - known.count))
        origins.append(header.map { _ in [cell.id] })
      }
    }
    var table = Table(name: name, header: header, rows: rows)
    let figures = Self.figures.map(\.name)
    for (index, name) in table.header.enumerated().dropFirst(axes.count + 1) {
      table.columns[index].hasInterval = name == "difference"
      table.columns[index].isDetail = figures.contains(name) && !Self.shown.contains(name)
    }
    table.keyColumns = axes.count + 1
    table.notes = notes(cells, compared, trials)
    table.isComparison = true
    table.origins = origins
    return table
  }

  private func header(_ compared: [Comparison], isTuned: Bool) -> [String] {
    let measures = Set(compared.map(\.measure.name))
    return [compared[0].over, "parameters"] + (isTuned ? ["trials"] : [])
      + [measures.count == 1 ? measures.first ?? "" : "measure", "pairs", "difference"]
      + Self.figures.map(\.name) + ["verdict"]
  }

  /// What the comparisons found, in sentences, and what holds for all of them.
  private func notes(
    _ cells: [PlannedStage], _ compared: [Comparison], _ trials: [[String: Int]]
  ) -> [String] {
    let sentences = zip(zip(cells, compared), trials).map { stage, trials in
      VerdictSentences(
        stage.1, arms(of: stage.0, stage.1), trials: trials, cell: stage.0.cell)
    }
    let all = sentences.flatMap(\.all)
    if all.isEmpty { return [] }
    let compared = zip(cells, compared).flatMap { arms(of: $0, $1) }
    return all + sentences.compactMap(\.sizeWarning) + trialsWarnings(sentences)
      + flipNotes(compared)
  }

  /// Says once that arms have unequal numbers of trials, if these are the same in all cells.
  private func trialsWarnings(_ cells: [VerdictSentences]) -> [String] {
    let common = Set(cells.map { $0.trialsWarning(namesCell: false) })
    if common.count == 1 { return common.compactMap(\.self) }
    return cells.compactMap { $0.trialsWarning(namesCell: true) }
  }

  /// Says how small a p exact sign flips can give, where that is not below 0.05.
  private func flipNotes(_ arms: [ArmMetrics]) -> [String] {
    let counts = Set(arms.filter { $0[.armSignFlips] != nil }.map(\.pairs)).sorted()
    return counts.compactMap { pairs in
      let least = ExactTests.smallestP(ofPairs: pairs)
      return least < 0.05
        ? nil
        : "With \(pairs) pairs, exact sign flips cannot give a p below "
          + "\(NumberText.readable(least)); the t-test takes differences to be normal."
    }
  }

  private func arms(of stage: PlannedStage, _ compared: Comparison) -> [ArmMetrics] {
    let known = metrics[ResultRows.Source(stage: stage.name, cell: stage.cell)] ?? [:]
    return labels(of: compared).map { ArmMetrics($0, of: compared, known) }
      .filter { $0[.armMean] != nil }
  }

  private func labels(of compared: Comparison) -> [String] {
    plan.axes.first { $0.name == compared.over }?.labels ?? []
  }

  /// Makes a row for each arm of a cell; if the cell has no metrics, the rows have names alone.
  ///
  /// - Parameter trials: Number of tuning trials by arm; nil where the table has no such column.
  private func rows(
    of stage: PlannedStage, _ compared: Comparison, _ trials: [String: Int]?
  ) -> [[Table.Cell]] {
    if absent[stage.id] != nil { return labels(of: compared).map { [.text($0)] } }
    let arms = arms(of: stage, compared)
    let isPaired = arms.contains { $0.pairs > 0 }
    return arms.map { arm in
      func cell(_ metric: MetricDeclaration) -> Table.Cell {
        arm[metric].map { .number($0) } ?? .missing
      }
      let mean = Table.Cell.summary(
        mean: arm[.armMean] ?? .nan, deviation: arm[.armStandardDeviation],
        count: Int(arm[.armCount] ?? 0))
      // For the baseline, the number of its values that have a pair.
      let pairs = cell(arm.isBaseline && isPaired ? .armCount : .armPairs)
      let verdict = Verdict(arm, compared).map { Table.Cell.text($0.rawValue) }
      let tuned = trials.map { [$0[arm.name].map(Table.Cell.whole) ?? .missing] } ?? []
      return [.text(arm.name), arm[.armParameters].map(size) ?? .missing] + tuned + [mean, pairs]
        + [difference(of: arm)] + Self.figures.map { cell($0.metric) } + [verdict ?? .missing]
    }
  }

  private func difference(of arm: ArmMetrics) -> Table.Cell {
    guard let difference = arm[.armDifference] else { return .missing }
    return .interval(difference, low: arm.interval?.low, high: arm.interval?.high)
  }

  /// Returns a number of parameters, which need not be whole: it is a mean over an arm's pairs.
  private func size(_ value: Double) -> Table.Cell {
    value == value.rounded() && abs(value) < 1e15 ? .whole(Int(value)) : .number(value)
  }
}
