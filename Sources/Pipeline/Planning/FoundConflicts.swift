internal import Spec
internal import YAML

/// What the cells of one stage say against themselves, each thing with the cells that it holds for.
struct FoundConflicts {
  private struct Cells {
    var count: Int
    /// The coordinates that all of them have.
    var shared: [Coordinate]
  }

  private var found: [OptionConflict: Cells] = [:]

  mutating func add(_ conflicts: [OptionConflict], in cell: [Coordinate]) {
    for conflict in conflicts {
      var cells = found[conflict] ?? Cells(count: 0, shared: cell)
      cells.count += 1
      cells.shared.removeAll { !cell.contains($0) }
      found[conflict] = cells
    }
  }

  /// Tells of each once, at its option.
  ///
  /// - Parameter count: How many cells the stage has: what doesn't hold for all of them is told
  ///   with those that it holds for.
  func report(for stage: StageSpec, ofCells count: Int, to problems: inout Problems) {
    for (conflict, cells) in found {
      let mark = stage.body[conflict.option]?.mark ?? stage.mark
      let place = cells.count == count ? "" : " (\(Self.words(cells, of: count)))"
      problems.add(at: mark, conflict.problem + place, hint: conflict.hint)
    }
  }

  /// `where arm=mpo`
  private static func words(_ cells: Cells, of count: Int) -> String {
    cells.shared.isEmpty
      ? "in \(cells.count) of \(count) cells"
      : "where " + cells.shared.map { "\($0.axis)=\($0.label)" }.joined(separator: ", ")
  }
}
