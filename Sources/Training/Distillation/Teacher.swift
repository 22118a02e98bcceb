internal import Datasets
internal import Models
internal import Tensors

/// A model that a student learns from.
///
/// It doesn't change, so its matrices are rebuilt once, when they are first needed.
final class Teacher {
  let description: ModelDescription
  private let weights: EncoderWeights
  private let arena: Arena

  /// Prepares a model as a teacher.
  ///
  /// - Parameter arena: Memory of the rebuilt matrices, as long as the teacher exists.
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

  /// Bytes of its rebuilt matrices.
  var peakBytes: Int { arena.peakBytes }

  /// Returns the teacher's encoder for one batch, without dropout.
  func encoder(on tape: Tape) -> Encoder { Encoder(weights, tape: tape) }

  /// Checks that a student can learn from the teacher what the options demand.
  ///
  /// - Throws: `DistillationError` that says what would be right.
  static func check(
    _ teacher: StoredModel, for student: ModelDescription, _ data: EncodedDataset,
    _ objective: any Objective.Type, _ distillation: Distillation
  ) throws(DistillationError) {
    let (shape, heads) = (teacher.description.encoder, objective.heads(for: data))
    let comparesPieces = distillation.logits > 0 && heads.language
    if let misfit = misfit(of: teacher, with: data)
      ?? (comparesPieces ? misfit(ofTable: shape.vocabulary, student.encoder.vocabulary) : nil)
      ?? shape.misfit(segments: data.segments, model: "the teacher")
      ?? distillation.misfit(
        of: shape, for: student.encoder, objective, isOrdered: data.isOrdered,
        hasHead: teacher.description.has(heads))
      ?? distillation.misfitOfTensors(of: teacher.description, for: student)
      ?? distillation.misfitOfReplacement(by: teacher.description, of: student)
    {
      throw DistillationError(misfit)
    }
  }

  /// Reports tables of different lengths; a table may be longer than the vocabulary, and all its
  /// rows have scores.
  private static func misfit(ofTable teacher: Int, _ student: Int) -> Misfit? {
    guard teacher != student else { return nil }
    return Misfit(
      "the student scores \(student) tokens and the teacher \(teacher)",
      cure: "set `logits: 0`, or let one be made from the other")
  }

  private static func misfit(of teacher: StoredModel, with data: EncodedDataset) -> Misfit? {
    guard teacher.vocabulary == data.vocabulary else {
      return Misfit(
        "the teacher and the data have different vocabularies",
        cure: "give the data's `load` stage the option `tokenizer` with the teacher, or its data")
    }
    let (longest, positions) = (data.longest, teacher.description.encoder.positions)
    guard longest <= positions else {
      return Misfit(
        "a sequence has \(longest) tokens, but the teacher has \(positions) positions",
        cure: "load the data with a smaller `max_length`")
    }
    return nil
  }
}
