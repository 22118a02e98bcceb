internal import Datasets
internal import Models
internal import Tensors

/// What a student loses to its data and to its teacher.
struct Distiller {
  let distillation: Distillation
  let teacher: Teacher

  init(_ distillation: Distillation, _ teacher: Teacher) {
    (self.distillation, self.teacher) = (distillation, teacher)
  }

  /// - Returns: nil where the settings have no distillation.
  /// - Throws: `DistillationError` where the student can't learn from that teacher.
  init?(
    _ teacher: StoredModel, for student: ModelDescription, _ data: EncodedDataset,
    _ settings: TrainingSettings, _ workers: Workers
  ) throws(DistillationError) {
    guard let distillation = settings.distillation else { return nil }
    try Teacher.check(teacher, for: student, data, distillation)
    self.init(
      distillation,
      Teacher(
        teacher.description, teacher.bank, arena: Arena(), workers: workers,
        precision: settings.precision))
  }

  /// A teacher whose numbers may not be touched, to go through a step's work without doing it.
  ///
  /// - Returns: nil where the settings have no distillation.
  init?(imaginary teacher: ModelDescription, arena: Arena, _ settings: TrainingSettings) {
    guard let distillation = settings.distillation else { return nil }
    self.init(
      distillation,
      Teacher(
        teacher, ParameterBank(imaginary: ParameterLayout(teacher)), arena: arena,
        workers: .idle, precision: settings.precision))
  }

  /// The loss of a part of a batch, ready for the backward pass.
  ///
  /// Losses of scores count by the part's share of the batch's scored rows, those of hidden states
  /// and attention by its share of the tokens: over all parts, the sum is the whole batch's.
  func loss(
    of part: ScoredBatch, _ encoder: Encoder, in batch: ScoredBatch, tape: Tape, reference: Tape
  ) -> (variable: Variable, value: Double) {
    let (own, wanted) = (encoder.description.encoder, teacher.description.encoder)
    let pairs = distillation.pairs(student: own.layers, teacher: wanted.layers)
    let attended = distillation.attention > 0
    let student = encoder.states(
      part.tokens, reading: part.readRows,
      keeping: Set(pairs.map(\.student) + (attended ? [own.layers - 1] : [])))
    let master = teacher.encoder(on: reference)
    let model = master.states(
      part.tokens, reading: part.readRows,
      keeping: Set(pairs.map(\.teacher) + (attended ? [wanted.layers - 1] : [])))
    let tokens = Double(part.tokens.ids.count) / Double(batch.tokens.ids.count)
    let rows = Double(part.targets.count) / Double(batch.targets.count)
    var sum = WeightedSum(tape)
    if distillation.hard > 0 {
      let (variable, score) = part.loss(student.read, encoder, tape: tape)
      sum.add(variable, score.loss, weight: distillation.hard * rows)
    }
    if distillation.logits > 0 {
      sum.add(
        scores(of: part, student.read, encoder, model.read, master, tape),
        weight: distillation.logits * rows)
    }
    for pair in pairs {
      guard let state = student.kept[pair.student], let goal = model.kept[pair.teacher] else {
        preconditionFailure("states that were asked for are kept")
      }
      let seen = projected(state, forLayer: pair.student, encoder, tape)
      sum.add(
        tape.meanSquaredDistance(seen, to: goal), weight: distillation.hidden * tokens)
    }
    if let state = student.kept[own.layers - 1], let goal = model.kept[wanted.layers - 1], attended {
      sum.add(
        tape.attentionDistance(
          encoder.attentionScores(layer: own.layers - 1, state),
          teacher: master.attentionScores(layer: wanted.layers - 1, goal),
          sequences: part.tokens.sequences), weight: distillation.attention * tokens)
    }
    return sum.result
  }

  /// The distance of scores: of shares, or of the numbers that a regression tells.
  private func scores(
    of part: ScoredBatch, _ states: Variable, _ encoder: Encoder, _ goals: Variable,
    _ master: Encoder, _ tape: Tape
  ) -> MeanLoss {
    let temperature = Float(distillation.temperature)
    guard part.maskedRows == nil else {
      return tape.softCrossEntropy(
        encoder.languageScores(states), teacher: master.languageScores(goals),
        temperature: temperature)
    }
    let (own, wanted) = (encoder.classLogits(states), master.classLogits(goals))
    return encoder.description.classes == [ModelDescription.score]
      ? tape.meanSquaredDistance(own, to: wanted)
      : tape.softCrossEntropy(own, teacher: wanted, temperature: temperature)
  }

  private func projected(
    _ state: Variable, forLayer layer: Int, _ encoder: Encoder, _ tape: Tape
  ) -> Variable {
    guard encoder.description.encoder.hidden != teacher.description.encoder.hidden else {
      return state
    }
    let matrix = encoder.parameter(Projection.name(forLayer: layer))
    return tape.linear(state, weight: matrix, bias: nil)
  }
}

/// Losses added up on a tape, each by its weight.
private struct WeightedSum {
  private let tape: Tape
  private var sum: (variable: Variable, value: Double)?

  init(_ tape: Tape) { self.tape = tape }

  mutating func add(_ loss: MeanLoss, weight: Double) {
    add(loss.loss, Double(loss.mean), weight: weight)
  }

  mutating func add(_ variable: Variable, _ value: Double, weight: Double) {
    let term = tape.scale(variable, by: Float(weight))
    sum = (
      sum.map { tape.add($0.variable, term) } ?? term, (sum?.value ?? 0) + weight * value
    )
  }

  /// - Precondition: something was added.
  var result: (variable: Variable, value: Double) {
    guard let sum else { preconditionFailure("a loss with nothing in it") }
    return sum
  }
}
