/// Decides which examples each training step sees: each once an epoch, in a shuffled order.
///
/// A step's examples depend on nothing but the seed, the step and the sizes, so a resumed run sees
/// what an uninterrupted one would have seen. Nothing is stored per example.
package struct BatchOrder: Sendable {
  package let exampleCount: Int
  package let batchSize: Int
  package let seed: UInt64
  /// Number of examples that were seen before the first step.
  package let start: Int

  package init(exampleCount: Int, batchSize: Int, seed: UInt64, start: Int = 0) {
    precondition(exampleCount > 0 && batchSize > 0 && start >= 0)
    self.start = start
    self.exampleCount = exampleCount
    self.batchSize = batchSize
    self.seed = seed
  }

  /// Returns the indices of the examples of a step, counted from 0; a batch may end one epoch and
  /// begin the next.
  package func examples(step: Int) -> [Int] {
    precondition(step >= 0)
    var epoch = -1
    var shuffle = Permutation(count: exampleCount, seed: seed, stream: "")
    let first = start + step * batchSize
    return (first..<first + batchSize).map { position in
      if position / exampleCount != epoch {
        epoch = position / exampleCount
        shuffle = Permutation(count: exampleCount, seed: seed, stream: "order.\(epoch)")
      }
      return shuffle[position % exampleCount]
    }
  }
}
