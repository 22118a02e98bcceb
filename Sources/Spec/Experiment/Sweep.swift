/// Some axes of a sweep, and a number for each combination of their values.
///
/// Combinations are numbered in the order of the spec, the last axis fastest.
package struct AxisSubset: Hashable, Sendable {
  /// Which axes, ascending.
  package let axes: [Int]
  private let sizes: [Int]
  private let strides: [Int]
  /// How many combinations there are.
  package let count: Int

  /// - Precondition: The product of all axes' sizes is within ``Sweep/cellLimit``.
  package init(_ indices: [Int], of all: [Axis]) {
    axes = indices
    sizes = indices.map { all[$0].values.count }
    var strides = [Int](repeating: 1, count: indices.count)
    var count = 1
    for place in indices.indices.reversed() {
      strides[place] = count
      count *= sizes[place]
    }
    (self.strides, self.count) = (strides, count)
  }

  /// The number of the combination in `choice`, which has a value index for every axis.
  package func code(_ choice: [Int]) -> Int {
    var code = 0
    for place in axes.indices { code += choice[axes[place]] * strides[place] }
    return code
  }

  /// Writes the value index of each of these axes into `choice`.
  package func decode(_ code: Int, into choice: inout [Int]) {
    for place in axes.indices { choice[axes[place]] = code / strides[place] % sizes[place] }
  }
}

/// The axes of an experiment and the cells that `except` leaves.
package struct Sweep: Sendable {
  /// The most cells before `except`.
  package static let cellLimit = 100_000

  package let axes: [Axis]
  /// Whether no cell is left out.
  package let isComplete: Bool
  /// The numbers of the cells that are left, ascending.
  package let cells: [Int]

  /// All cells but those that match an exclusion.
  init(axes: [Axis], except exclusions: [Exclusion]) {
    self.axes = axes
    let all = AxisSubset(Array(axes.indices), of: axes)
    var codesOf: [AxisSubset: Set<Int>] = [:]
    for exclusion in exclusions {
      let subset = AxisSubset(exclusion.choices.keys.sorted(), of: axes)
      codesOf[subset, default: []].formUnion(exclusion.codes(in: subset, axisCount: axes.count))
    }
    isComplete = codesOf.isEmpty
    if isComplete {
      cells = Array(0..<all.count)
      return
    }
    var choice = [Int](repeating: 0, count: axes.count)
    cells = (0..<all.count).filter { code in
      all.decode(code, into: &choice)
      return !codesOf.contains { $1.contains($0.code(choice)) }
    }
  }

  /// The combinations of some axes that at least one remaining cell has, ascending.
  package func combinations(of subset: AxisSubset) -> [Int] {
    if isComplete { return Array(0..<subset.count) }
    let all = AxisSubset(Array(axes.indices), of: axes)
    var choice = [Int](repeating: 0, count: axes.count)
    var isPresent = [Bool](repeating: false, count: subset.count)
    for cell in cells {
      all.decode(cell, into: &choice)
      isPresent[subset.code(choice)] = true
    }
    return isPresent.indices.filter { isPresent[$0] }
  }
}

/// An entry of `except`: for some axes the value indices that together leave a cell out.
struct Exclusion: Sendable {
  let choices: [Int: [Int]]

  func codes(in subset: AxisSubset, axisCount: Int) -> [Int] {
    var partial = [[Int](repeating: 0, count: axisCount)]
    for axis in subset.axes {
      partial = partial.flatMap { choice in
        (choices[axis] ?? []).map { value in
          var choice = choice
          choice[axis] = value
          return choice
        }
      }
    }
    return partial.map(subset.code)
  }
}
