internal import Models
internal import Tensors

/// An error about numbers that are not finite; nothing of the step was kept, and no checkpoint
/// holds them.
package struct TrainingDiverged: Error, CustomStringConvertible {
  package enum Symptom: String, Sendable {
    case loss = "the loss is"
    case gradients = "the norm of the gradients is"
    case parameters = "the parameters that it left are"
    case validation = "the validation loss after it is"
  }

  package let symptom: Symptom
  /// Number of the step, from 1.
  package let step: Int
  package let rate: Double
  /// The first tensor with such a number, such as `the gradient of classifier.weight`; nil where
  /// every value and gradient is finite.
  package let culprit: String?
  package let checkpoint: SavedCheckpoint?

  package var description: String {
    let origin =
      culprit.map { "first in \($0)" } ?? "though every value and gradient is finite"
    let last =
      checkpoint.map { "the last good checkpoint is that of step \($0.step), \($0.path)" }
      ?? "there is no checkpoint yet"
    return "step \(step), learning rate \(rate): \(symptom.rawValue) not finite, \(origin); "
      + "\(last); try a lower `learning_rate`, a longer `warmup` or a smaller `clip_norm`"
  }
}

/// The checkpoint in which a training run was last saved.
package struct SavedCheckpoint: Hashable, Sendable {
  package let step: Int
  package let path: String
}

extension ParameterBank {
  /// Description of the first tensor with a number that isn't finite, values before gradients; nil
  /// where there is none.
  var firstNotFinite: String? {
    for (kind, numbers) in [("value", values), ("gradient", gradients)] {
      for parameter in layout.parameters
      where !sumOfSquares(UnsafeBufferPointer(numbers.at(parameter.range))).isFinite {
        return "the \(kind) of \(parameter.name)"
      }
    }
    return nil
  }
}
