internal import Spec

/// In which cells each arm of a comparison stands, where some arms lack values of other axes.
///
/// An arm that has one value along an axis is compared in every cell of that axis: sharing without
/// bonds beside sharing at each bond. Where the compared axis is itself what the other one's values
/// decide about, as when bonds are compared for each way of sharing, each cell has its own arms.
struct ComparedArms {
  /// The compared axis, and the value that others are compared with if that is known.
  struct Axis: Hashable {
    let over: Int
    let baseline: Int?
  }

  private let fixed: AxisSubset
  /// By arm, the axes on which any cell will do.
  private var open: [Int: Set<Int>] = [:]
  private let over: Int
  private let cells: Combinations
  /// By the axes that count, the cells of each combination of their values.
  private var matching: [AxisSubset: [Int: [Int]]] = [:]
  private let axes: [Spec.Axis]

  /// - Parameters:
  ///   - instances: Of the stage that is measured.
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
      for place in fixed.axes {
        values[choice[over], default: [:]][place, default: []].insert(choice[place])
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

  /// Whether the compared axis decides which values the other one has, and not the other way round:
  /// as a condition says, or else as the baseline or the order of the axes suggests.
  private func decides(about other: Int, baselineValues: Int?) -> Bool {
    if axes[other].asks(about: over) { return true }
    return !axes[over].asks(about: other) && (other > over || baselineValues == 1)
  }

  /// The positions of the cells in which an instance stands.
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
