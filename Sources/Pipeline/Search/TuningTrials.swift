internal import Options

/// The numbers of trials from which the options of compared arms were chosen.
public struct TuningTrials: Sendable {
  private let search: PlannedSearch?
  /// The trials that the search measured with the smallest budget, which every trial has, by the
  /// coordinates on axes that aren't the search's.
  private let trials: [[Coordinate]: Set<Int>]
  private let cells: [StageID: [Coordinate]]

  /// Collects the trials of a plan's search.
  public init(_ plan: Plan) {
    search = plan.search
    guard let search = plan.search else {
      (trials, cells) = ([:], [:])
      return
    }
    cells = Dictionary(
      plan.stages.map { ($0.id, $0.cell) }, uniquingKeysWith: { first, _ in first })
    var trials: [[Coordinate]: Set<Int>] = [:]
    for (trial, stages) in (search.measures.first ?? []).enumerated() {
      for stage in stages { trials[search.outside(cells[stage] ?? []), default: []].insert(trial) }
    }
    self.trials = trials
  }

  /// Counts the trials of each arm of a comparison.
  ///
  /// A number that the comparison declares goes before that of the spec's own search, which counts
  /// the trials in which the arm was measured in the cells that are compared.
  ///
  /// - Returns: The numbers by arm; an arm whose options no search chose has none.
  public func counts(of stage: PlannedStage) -> [String: Int] {
    let comparison = Comparison(reading: stage.options)
    let declared = comparison.trials ?? [:]
    guard let search else { return declared }
    var cellsOfArms: [String: Set<[Coordinate]>] = [:]
    for input in stage.inputs {
      guard let arm = input.coordinates.first(where: { $0.axis == comparison.over }),
        search.position(of: input.stage) != nil
      else { continue }
      cellsOfArms[arm.label, default: []].insert(search.outside(cells[input.stage] ?? []))
    }
    return cellsOfArms.mapValues(count).merging(declared) { $1 }
  }

  /// Counts the trials that were measured in one of some cells.
  private func count(in cells: Set<[Coordinate]>) -> Int {
    let labels = cells.map { cell in
      Dictionary(cell.map { ($0.axis, $0.label) }, uniquingKeysWith: { first, _ in first })
    }
    let found = trials.filter { cell, _ in
      labels.contains { labels in
        cell.allSatisfy { labels[$0.axis] == nil || labels[$0.axis] == $0.label }
      }
    }
    return found.values.reduce(into: Set()) { $0.formUnion($1) }.count
  }
}

extension PlannedSearch {
  /// Returns the coordinates of a cell on axes that aren't the search's.
  fileprivate func outside(_ cell: [Coordinate]) -> [Coordinate] {
    let axes = Set((trials.first ?? []).map(\.axis) + [rungAxis])
    return cell.filter { !axes.contains($0.axis) }
  }
}
