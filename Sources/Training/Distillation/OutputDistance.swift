internal import Models
internal import Tensors

/// A distance between the outputs of a student's head and of its teacher's.
package struct OutputDistance: Sendable {
  /// A model that has read a part of a batch.
  struct Reader {
    let encoder: Encoder
    /// Last hidden states that its head reads.
    let states: Variable
    /// Outputs of its head, where they have been computed already.
    var outputs: Variable?

    /// Outputs of the classifier.
    var classifierOutputs: Variable { outputs ?? encoder.classLogits(states) }
  }

  /// Computes the mean distance over the rows read.
  let mean:
    @Sendable (_ student: Reader, _ teacher: Reader, _ temperature: Float, _ tape: Tape) -> MeanLoss

  /// Divergence of scores over the vocabulary.
  package static let ofPieces = OutputDistance { student, teacher, temperature, tape in
    tape.softCrossEntropy(
      student.encoder.languageScores(student.states),
      teacher: teacher.encoder.languageScores(teacher.states), temperature: temperature)
  }

  /// Divergence of scores of classes.
  package static let ofClasses = OutputDistance { student, teacher, temperature, tape in
    tape.softCrossEntropy(
      student.classifierOutputs, teacher: teacher.classifierOutputs, temperature: temperature)
  }

  /// Squared distance of the numbers that regressions predict.
  package static let ofScores = OutputDistance { student, teacher, _, tape in
    tape.meanSquaredDistance(student.classifierOutputs, to: teacher.classifierOutputs)
  }
}
