internal import Spec

/// The cells in which each arm of a comparison is compared, where some arms lack values of other
/// axes.
///
/// An arm that has one value along an axis is compared in every cell of that axis, as when sharing
/// without bonds stands beside sharing at each bond dimension. Where the values of the other axis
/// decide about the compared one, as when bond dimensions are compared for each way of sharing,
/// each cell has its own arms.
struct ComparedArms {
  /// The index of the compared axis, and of the value that others are compared with if it is known.
  struct Axis: Hashable {
    let over: Int
    let baseline: Int?
  }

  private let fixed: AxisSubset
  /// For each arm, by value index, the axes of which it is compared in every cell.
  private var open: [Int: Set<Int>] = [:]
  private let over: Int
  private let cells: Combinations
  /// The positions of the cells of each combination of values, by the axes that are combined.
  private var matching: [AxisSubset: [Int: [Int]]] = [:]
  private let axes: [Spec.Axis]

  /// Finds the axes along which each arm has one value only.
  ///
  /// - Parameters:
  ///   - instances: The instances of the stage that is measured.
  ///   - cells: The combinations of axes that aren't gathered over.
  init(_ axis: Axis, _ instances: Combinations, cells: Combinations, of sweep: Sweep) {
    over = axis.over
    self.cells = cells
    fixed = cells.subset
    axes = sweep.axes
    var values: [Int: [Int: Set<Int>]] = [:]
    var choice = Array(repeating: 0, count: axes.count)
    for code in instances {
      instances.subset.decode(code, into: &choice)
      for other in fixed.axes {
        values[choice[over], default: [:]][other, default: []].insert(choice[other])
      }
    }
    let baseline = axis.baseline.flatMap { values[$0] }
    for (arm, own) in values {
      open[arm] = Set(
        fixed.axes.filter { other in
          own[other]?.count == 1 && decides(about: other, baselineValues: baseline?[other]?.count)
        })
    }
  }

  /// Checks whether the compared axis decides which values the other one has, rather than the
  /// reverse.
  ///
  /// A condition decides it, or else the baseline and the order of the axes.
  private func decides(about other: Int, baselineValues: Int?) -> Bool {
    if axes[other].asks(about: over) { return true }
    return !axes[over].asks(about: other) && (other > over || baselineValues == 1)
  }

  /// Finds the positions of the cells in which an instance is compared.
  mutating func positions(_ choice: [Int]) -> [Int] {
    let open = open[choice[over]] ?? []
    guard !open.isEmpty else { return cells.position(of: fixed.code(choice)).map { [$0] } ?? [] }
    let counting = AxisSubset(fixed.axes.filter { !open.contains($0) }, of: axes)
    if matching[counting] == nil { matching[counting] = positions(by: counting) }
    return matching[counting]?[counting.code(choice)] ?? []
  }

  private func positions(by subset: AxisSubset) -> [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    var choice = Array(repeating: 0, count: axes.count)
    for (position, code) in cells.enumerated() {
      fixed.decode(code, into: &choice)
      found[subset.code(choice), default: []].append(position)
    }
    return found
  }
}
