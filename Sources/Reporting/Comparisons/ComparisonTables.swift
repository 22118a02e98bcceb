internal import Options
internal import Pipeline
internal import Statistics

/// The tables of stages that compare arms.
struct ComparisonTables {
  private let plan: Plan
  private let absent: [StageID: Table.Absence]
  private let metrics: [ResultRows.Source: [String: Double]]
  private let comparing: [PlannedStage]

  /// Collects the stages that compare, and their metrics.
  ///
  /// - Parameter absent: Stages that should have metrics and don't, and why.
  init(_ plan: Plan, _ finals: FinalMetrics, absent: [StageID: Table.Absence]) {
    (self.plan, self.absent) = (plan, absent)
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
    let measures = Set(compared.map(\.measure.name))
    let axes = cells[0].cell.map(\.axis)
    let figures = Self.figures.map(\.name)
    let header = [
      compared[0].over, "parameters", measures.count == 1 ? measures.first ?? "" : "measure",
      "pairs", "difference",
    ]
    let width = header.count + figures.count + 1
    let rows = zip(cells, compared).flatMap { cell, compared in
      self.rows(of: cell, compared).map { row in
        cell.cell.map { .text($0.label) } + row
          + Array(
            repeating: absent[cell.id].map { .absent($0) } ?? .missing, count: width - row.count)
      }
    }
    var table = Table(name: name, header: axes + header + figures + ["verdict"], rows: rows)
    for (index, name) in table.header.enumerated().dropFirst(axes.count + 1) {
      table.columns[index].hasInterval = name == "difference"
      table.columns[index].isDetail = figures.contains(name) && !Self.shown.contains(name)
    }
    table.keyColumns = axes.count + 1
    table.notes = notes(cells, compared)
    table.isComparison = true
    table.origins = zip(cells, compared).flatMap { cell, compared in
      self.rows(of: cell, compared).map { _ in table.header.map { _ in [cell.id] } }
    }
    return table
  }

  /// What the comparisons found, in sentences, and what holds for all of them.
  private func notes(_ cells: [PlannedStage], _ compared: [Comparison]) -> [String] {
    let sentences = zip(cells, compared).map { cell, compared in
      VerdictSentences(compared, arms(of: cell, compared), cell: cell.cell)
    }
    let all = sentences.flatMap(\.all)
    if all.isEmpty { return [] }
    let compared = zip(cells, compared).flatMap { arms(of: $0, $1) }
    return all + sentences.compactMap(\.sizeWarning) + flipNotes(compared)
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
  private func rows(of stage: PlannedStage, _ compared: Comparison) -> [[Table.Cell]] {
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
      return [.text(arm.name), arm[.armParameters].map(size) ?? .missing, mean, pairs]
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
