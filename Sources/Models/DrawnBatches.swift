/// How much the trainings that led to a model have drawn from one data set with one seed, so that a
/// later training draws what comes next and not the same batches and masks again.
package struct DrawnBatches: Sendable, Codable, Hashable {
  /// What was drawn from: a digest of training examples.
  package let data: String
  package let seed: Int
  package fileprivate(set) var steps: Int
  package fileprivate(set) var examples: Int

  /// Nothing of it yet.
  package init(from data: String, seed: Int) {
    self.data = data
    self.seed = seed
    (steps, examples) = (0, 0)
  }
}

extension ModelDescription {
  /// What was drawn of a data set with a seed before; nothing where neither was used.
  package func drawn(from data: String, seed: Int) -> DrawnBatches {
    drawnBatches.first { $0.data == data && $0.seed == seed }
      ?? DrawnBatches(from: data, seed: seed)
  }

  /// Notes that so much more was drawn.
  package mutating func draw(
    steps: Int, examples: Int, from data: String, seed: Int
  ) {
    var drawn = drawn(from: data, seed: seed)
    drawn.steps += steps
    drawn.examples += examples
    drawnBatches = drawnBatches.filter { $0.data != data || $0.seed != seed } + [drawn]
  }
}
