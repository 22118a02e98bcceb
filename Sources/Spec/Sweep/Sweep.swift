/// The axes of an experiment and the cells that its rules leave.
///
/// The rules apply in this order: `when` gives an axis its values or `otherwise` in the cross
/// product, `include` adds cells, and `except` takes out of all these the ones that it names.
package struct Sweep: Sendable {
  /// Largest number of cells of all axes, far more than can be run and few enough to be numbered.
  package static let cellLimit = 1_000_000_000_000_000
  /// Largest number of combinations of the axes that rules bind together.
  package static let boundLimit = 200_000

  package let axes: [Axis]
  /// Codes of the cells, ascending.
  package let cells: Combinations

  /// Makes a sweep of the cells that the rules leave, given by the bound axes' combinations.
  init(axes: [Axis], bound: AxisSubset, codes: [Int]) {
    self.axes = axes
    cells = Combinations(AxisSubset(Array(axes.indices), of: axes), bound: bound, codes: codes)
  }

  /// Makes a sweep of all cells of the cross product.
  init(axes: [Axis]) { self.init(axes: axes, bound: AxisSubset([], of: axes), codes: [0]) }

  /// Returns the combinations of some axes that at least one cell has.
  package func combinations(of subset: AxisSubset) -> Combinations {
    cells.projected(to: subset, of: axes)
  }
}
