internal import Datasets
internal import Models
internal import Tensors

/// A model that a student learns from. It doesn't change, so its matrices are rebuilt once, when
/// they are first needed.
final class Teacher {
  let description: ModelDescription
  private let weights: EncoderWeights
  private let arena: Arena

  /// - Parameter arena: Where rebuilt matrices lie as long as this does.
  init(
    _ description: ModelDescription, _ bank: ParameterBank, arena: Arena, workers: Workers,
    precision: Precision
  ) {
    (self.description, self.arena) = (description, arena)
    weights = EncoderWeights(
      description, bank: bank,
      tape: Tape(arena: arena, workers: workers, recording: false, precision: precision),
      learning: false)
  }

  /// Of its rebuilt matrices, in bytes.
  var peakBytes: Int { arena.peakBytes }

  /// The teacher at work on one batch, without dropout.
  func encoder(on tape: Tape) -> Encoder { Encoder(weights, tape: tape) }

  /// Whether a student can learn from the teacher what it is asked to.
  ///
  /// - Throws: `DistillationError` that says what would be right.
  static func check(
    _ teacher: StoredModel, for student: ModelDescription, _ data: EncodedDataset,
    _ objective: any Objective.Type, _ distillation: Distillation
  ) throws(DistillationError) {
    let shape = teacher.description.encoder
    guard teacher.vocabulary == data.vocabulary else {
      throw DistillationError(
        "the teacher and the data have different vocabularies; "
          + "give the data's `load` stage the option `tokenizer` with the teacher, or its data")
    }
    let longest = data.longest
    guard longest <= shape.positions else {
      throw DistillationError(
        "a sequence has \(longest) pieces, but the teacher has \(shape.positions) positions")
    }
    guard distillation.logits == 0 || objective.declaration.distance != nil else {
      throw DistillationError(
        "what a teacher's head for `\(objective.declaration.name)` puts out can't be learned; "
          + "set `logits: 0`")
    }
    guard !data.isOrdered else {
      throw DistillationError(
        "the order of segments can't be learned from a teacher; load the data without `order`")
    }
    guard distillation.logits == 0 || teacher.description.has(objective.heads(for: data)) else {
      throw DistillationError(
        "the teacher has no head for these data; train it on them first, or set `logits: 0`")
    }
    try check(shape, for: student.encoder, distillation)
  }

  private static func check(
    _ shape: EncoderShape, for student: EncoderShape, _ distillation: Distillation
  ) throws(DistillationError) {
    guard distillation.attention == 0 || student.heads == shape.heads else {
      throw DistillationError(
        "the student has \(student.heads) attention heads and the teacher "
          + "\(shape.heads); `attention` needs as many of both")
    }
    guard
      distillation.hidden == 0 || distillation.layers == .uniform
        || student.layers <= shape.layers
    else {
      throw DistillationError(
        "the student has \(student.layers) layers and the teacher \(shape.layers); "
          + "`layers: last` needs no fewer of the teacher, `layers: uniform` does not")
    }
  }
}
