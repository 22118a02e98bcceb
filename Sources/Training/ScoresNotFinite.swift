internal import Tensors

/// Scores of a model, or a loss, that are not finite: nothing that they come to means anything.
package struct ScoresNotFinite: Error, Hashable, CustomStringConvertible {
  package let split: String
  /// The numbers of the examples among which they are, from 0.
  package let examples: [Int]

  package init(split: String, examples: [Int]) { (self.split, self.examples) = (split, examples) }

  package var description: String {
    let (first, last) = ((examples.first ?? 0) + 1, (examples.last ?? 0) + 1)
    let place = first == last ? "example \(first)" : "the examples \(first) to \(last)"
    return
      "the scores of \(place) of the split '\(split)' are not finite, so nothing is told of the "
      + "model; its parameters are finite, but too large for single precision"
  }
}

extension ScoredBatch.Outcome {
  /// Whether the loss and everything that a head puts out are finite.
  var isFinite: Bool {
    value.isFinite && score.loss.isFinite && (order?.loss.isFinite ?? true)
      && (outputs.map { $0.numbers.allSatisfy(\.isFinite) } ?? true)
  }
}
