internal import Spec
internal import YAML

/// The conflicts between options of one stage, each with the cells that have it.
struct FoundConflicts {
  private struct Cells {
    var count: Int
    /// Coordinates that all of the cells have.
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

  /// Reports each conflict once, at its option, with its cells where not all cells have it.
  ///
  /// - Parameter count: The number of the stage's cells.
  func report(for stage: StageSpec, ofCells count: Int, to problems: inout Problems) {
    for (conflict, cells) in found {
      let mark = stage.body[conflict.option]?.mark ?? stage.mark
      let restriction = cells.count == count ? "" : " (\(Self.words(cells, of: count)))"
      problems.add(at: mark, conflict.problem + restriction, hint: conflict.hint)
    }
  }

  /// Describes the cells by what they share, as in `where arm=mpo`, or by their number.
  private static func words(_ cells: Cells, of count: Int) -> String {
    cells.shared.isEmpty
      ? "in \(cells.count) of \(count) cells"
      : "where " + cells.shared.map { "\($0.axis)=\($0.label)" }.joined(separator: ", ")
  }
}
