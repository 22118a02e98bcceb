internal import Models
internal import Tensors

/// How far what a student's head puts out is from what its teacher's does.
package struct OutputDistance: Sendable {
  /// A model that has read a part of a batch.
  struct Reader {
    let encoder: Encoder
    /// The last hidden states that its head reads.
    let states: Variable
    /// What its head puts out, where that has been computed already.
    var outputs: Variable?

    /// What the classifier puts out.
    var classifierOutputs: Variable { outputs ?? encoder.classLogits(states) }
  }

  /// The mean over the rows read.
  let mean:
    @Sendable (_ student: Reader, _ teacher: Reader, _ temperature: Float, _ tape: Tape) -> MeanLoss

  /// The divergence of scores over the vocabulary.
  package static let ofPieces = OutputDistance { student, teacher, temperature, tape in
    tape.softCrossEntropy(
      student.encoder.languageScores(student.states),
      teacher: teacher.encoder.languageScores(teacher.states), temperature: temperature)
  }

  /// The divergence of scores of classes.
  package static let ofClasses = OutputDistance { student, teacher, temperature, tape in
    tape.softCrossEntropy(
      student.classifierOutputs, teacher: teacher.classifierOutputs, temperature: temperature)
  }

  /// The squared distance of the numbers that regressions tell.
  package static let ofScores = OutputDistance { student, teacher, _, tape in
    tape.meanSquaredDistance(student.classifierOutputs, to: teacher.classifierOutputs)
  }
}
