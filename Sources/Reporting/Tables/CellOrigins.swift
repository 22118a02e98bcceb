internal import Pipeline

/// The stages whose metrics a table's columns show, by projected cell.
struct CellOrigins {
  private struct Place: Hashable {
    let stage: String
    let cell: Int
  }

  private var stages: [Place: [StageID]] = [:]

  init(_ plan: Plan, _ sources: [ResultRows.Source], _ projected: ProjectedCells) {
    let ids = Dictionary(
      plan.stages.map { (ResultRows.Source(stage: $0.name, cell: $0.cell), $0.id) },
      uniquingKeysWith: { first, _ in first })
    for (index, source) in sources.enumerated() {
      guard let id = ids[source] else { continue }
      stages[Place(stage: source.stage, cell: projected.ofSource[index]), default: []].append(id)
    }
  }

  /// Returns the stages of a name in some projected cells.
  func stages(_ name: String?, in cells: [Int]) -> [StageID] {
    guard let name else { return [] }
    return cells.flatMap { stages[Place(stage: name, cell: $0)] ?? [] }
  }
}
