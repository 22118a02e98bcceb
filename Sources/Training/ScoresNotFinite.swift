internal import Tensors

/// An error about scores or a loss of a model that are not finite, so that no metric has a meaning.
package struct ScoresNotFinite: Error, Hashable, CustomStringConvertible {
  package let split: String
  /// Indices of the examples of the batch in which they are, from 0.
  package let examples: [Int]

  package init(split: String, examples: [Int]) { (self.split, self.examples) = (split, examples) }

  package var description: String {
    let (first, last) = ((examples.first ?? 0) + 1, (examples.last ?? 0) + 1)
    let range = first == last ? "example \(first)" : "the examples \(first) to \(last)"
    return
      "the scores of \(range) of the split '\(split)' are not finite, so no metric of the model is "
      + "reported; its parameters are finite, but too large for single precision"
  }
}

extension ScoredBatch.Outcome {
  /// Whether the loss and all outputs of the head are finite.
  var isFinite: Bool {
    value.isFinite && score.loss.isFinite && (order?.loss.isFinite ?? true)
      && (outputs.map { $0.numbers.allSatisfy(\.isFinite) } ?? true)
  }
}
