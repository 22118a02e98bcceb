internal import Pipeline

/// The stages whose metric a column shows, by projected cell.
struct StagesByCell {
  /// Number of stages in each cell.
  private var counts: [Int]
  /// Why the first stage without metrics in a cell has none.
  private var absences: [Int: Table.Absence] = [:]

  /// Counts the stages in each cell, and finds those without metrics.
  ///
  /// - Parameters:
  ///   - stage: The name of the stages; nil if none has the column's metric.
  ///   - sources: The stages and cells of all rows.
  ///   - absent: Why a source has no metrics, by the source's index.
  init(
    _ stage: String?, _ sources: [ResultRows.Source], _ cells: ProjectedCells,
    absent: [Int: Table.Absence]
  ) {
    counts = Array(repeating: 0, count: cells.count)
    guard let stage else { return }
    for (index, source) in sources.enumerated() where source.stage == stage {
      let cell = cells.ofSource[index]
      counts[cell] += 1
      if let absence = absent[index], absences[cell] == nil { absences[cell] = absence }
    }
  }

  /// Returns the number of stages in some cells together.
  func count(in cells: [Int]) -> Int { cells.reduce(0) { $0 + counts[$1] } }

  /// Returns why there are no values in some cells; nil if no stage has these cells, or if those
  /// that do have other metrics.
  func absence(in cells: [Int]) -> Table.Absence? {
    cells.lazy.compactMap { absences[$0] }.first
  }
}
