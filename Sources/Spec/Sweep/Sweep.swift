/// The axes of an experiment and the cells that its rules leave.
///
/// The order of the rules: the cross product, in which `when` gives an axis its values or
/// `otherwise`; the cells of `include` besides; of all these, less the ones that `except` names.
package struct Sweep: Sendable {
  /// The most cells of all axes: far more than can be run, and few enough to be numbered.
  package static let cellLimit = 1_000_000_000_000_000
  /// The most combinations of the axes that rules bind together.
  package static let boundLimit = 200_000

  package let axes: [Axis]
  /// The numbers of the cells, ascending.
  package let cells: Combinations

  /// A sweep whose cells have been worked out.
  init(axes: [Axis], bound: AxisSubset, codes: [Int]) {
    self.axes = axes
    cells = Combinations(AxisSubset(Array(axes.indices), of: axes), bound: bound, codes: codes)
  }

  /// All cells of the cross product.
  init(axes: [Axis]) { self.init(axes: axes, bound: AxisSubset([], of: axes), codes: [0]) }

  /// The combinations of some axes that at least one cell has.
  package func combinations(of subset: AxisSubset) -> Combinations {
    cells.projected(to: subset, of: axes)
  }
}
