/// The batches that a model's trainings have drawn from one data set with one seed.
///
/// A later training draws the batches and masks that come next, not the same ones again.
package struct DrawnBatches: Sendable, Codable, Hashable {
  /// Digest of the training examples that were drawn from.
  package let data: String
  package let seed: Int
  /// Number of optimizer steps.
  package fileprivate(set) var steps: Int
  package fileprivate(set) var examples: Int

  /// Nothing drawn yet.
  package init(from data: String, seed: Int) {
    self.data = data
    self.seed = seed
    (steps, examples) = (0, 0)
  }
}

extension ModelDescription {
  /// Returns what was drawn from a data set with a seed so far.
  package func drawn(from data: String, seed: Int) -> DrawnBatches {
    drawnBatches.first { $0.data == data && $0.seed == seed }
      ?? DrawnBatches(from: data, seed: seed)
  }

  /// Adds steps and examples to what was drawn from a data set with a seed.
  package mutating func draw(
    steps: Int, examples: Int, from data: String, seed: Int
  ) {
    var drawn = drawn(from: data, seed: seed)
    drawn.steps += steps
    drawn.examples += examples
    drawnBatches = drawnBatches.filter { $0.data != data || $0.seed != seed } + [drawn]
  }
}
