internal import Glibc
internal import Statistics

/// Draws the task of each training step with a probability in proportion to the task's number of
/// training examples to a power.
///
/// The power 1 shows every example equally often, as MT-DNN does (Liu et al., arXiv 1901.11504,
/// algorithm 1), and 0 every task; 1/T is mixing with the temperature T (T5: Raffel et al., arXiv
/// 1910.10683, section 3.5.2, without a limit to sizes). A step's task depends on nothing but the
/// seed, the step, the sizes and the power.
package struct TaskOrder: Sendable {
  /// Probability of each task [tasks]; they add up to 1.
  package let shares: [Double]
  private let seed: UInt64
  /// Number of the first `steps` steps that had each task [tasks].
  private var counted: (steps: Int, turns: [Int])

  /// Computes the tasks' probabilities.
  ///
  /// - Parameter counts: Training examples of each task [tasks], all above 0.
  package init(counts: [Int], power: Double, seed: UInt64) {
    precondition(!counts.isEmpty && counts.allSatisfy { $0 > 0 })
    // Relative to the largest, so that no power overflows.
    let largest = Double(counts.max() ?? 1)
    let weights = counts.map { pow(Double($0) / largest, power) }
    let sum = weights.reduce(0, +)
    shares = weights.map { $0 / sum }
    self.seed = seed
    counted = (0, counts.map { _ in 0 })
  }

  /// Returns the index of a step's task; steps are counted from 0.
  package func task(atStep step: Int) -> Int {
    guard shares.count > 1 else { return 0 }
    var draws = SeededGenerator(seed: seed, stream: "task.\(step)")
    var point = draws.uniform()
    for (task, share) in shares.enumerated() {
      if point < share { return task }
      point -= share
    }
    return shares.count - 1
  }

  /// Counts how many of the first steps have each task [tasks].
  package func turns(inSteps steps: Int) -> [Int] {
    if shares.count == 1 { return [steps] }
    return (0..<steps).reduce(into: shares.map { _ in 0 }) { $0[task(atStep: $1)] += 1 }
  }

  /// Counts the steps before this one that had its task, so that each task goes through its
  /// examples in an order of its own.
  package mutating func turn(atStep step: Int) -> Int {
    if step < counted.steps { counted = (0, shares.map { _ in 0 }) }
    while counted.steps < step {
      counted.turns[task(atStep: counted.steps)] += 1
      counted.steps += 1
    }
    return counted.turns[task(atStep: step)]
  }
}
