internal import Datasets
internal import Models
internal import Tensors

/// Computes a student's loss against its data and its teacher.
struct Distiller {
  let distillation: Distillation
  let teacher: Teacher
  /// Distance of the outputs of heads; nil where they aren't compared.
  private let distance: OutputDistance?
  let tensors: AlignedTensors

  private init(
    _ distillation: Distillation, _ teacher: Teacher, _ objective: any Objective.Type,
    _ tensors: AlignedTensors
  ) {
    (self.distillation, self.teacher, self.tensors) = (distillation, teacher, tensors)
    distance = objective.declaration.distance
  }

  /// Prepares a teacher for a student as it is at the start.
  ///
  /// - Returns: nil where the settings have no distillation.
  /// - Throws: `DistillationError` where the student can't learn from that teacher.
  init?(
    _ teacher: StoredModel, for student: StoredModel, _ data: EncodedDataset,
    _ settings: TrainingSettings, _ workers: Workers
  ) throws(DistillationError) {
    guard let distillation = settings.distillation else { return nil }
    try Teacher.check(
      teacher, for: student.description, data, settings.objective(for: data), distillation)
    self.init(
      distillation,
      Teacher(
        teacher.description, teacher.bank, arena: Arena(), workers: workers,
        precision: settings.precision), settings.objective(for: data),
      AlignedTensors(of: teacher, for: student, distillation, workers))
  }

  /// Prepares a teacher without numbers, for going through a step's work without doing it.
  ///
  /// - Returns: nil where the settings have no distillation.
  init?(
    imaginary teacher: ModelDescription, for student: ModelDescription,
    _ objective: any Objective.Type, arena: Arena, _ settings: TrainingSettings
  ) {
    guard let distillation = settings.distillation else { return nil }
    self.init(
      distillation,
      Teacher(
        teacher, ParameterBank(imaginary: ParameterLayout(teacher)), arena: arena,
        workers: .idle, precision: settings.precision), objective,
      AlignedTensors(imaginary: teacher, for: student, distillation))
  }

  /// Computes the loss of a part of a batch, ready for the backward pass.
  ///
  /// Losses of scores count by the part's share of the batch's scored rows, those of hidden states,
  /// attention and tensors by its share of the tokens, so that the sum over all parts is the
  /// batch's loss.
  ///
  /// - Parameters:
  ///   - replaced: Layers of the student whose place the teacher's take.
  ///   - reference: The tape on which the teacher computes; it doesn't record.
  func loss(
    of part: ScoredBatch, _ encoder: Encoder, replacing replaced: Set<Int> = [],
    in batch: ScoredBatch, tape: Tape, reference: Tape
  ) -> (variable: Variable, value: Double) {
    let teacher = self.teacher.encoder(on: reference)
    let terms = DistillationTerms(
      distillation, of: part,
      student: replaced.isEmpty ? encoder : encoder.replacing(replaced, by: teacher),
      teacher: teacher, tape)
    let tokens = Double(part.tokens.ids.count) / Double(batch.tokens.ids.count)
    let rows = Double(part.rows) / Double(batch.rows)
    var sum = WeightedSum(tape)
    terms.addScores(to: &sum, share: rows, distance)
    terms.addHiddenStates(to: &sum, share: tokens)
    terms.addAttention(to: &sum, share: tokens)
    terms.addTensors(tensors, to: &sum, share: tokens)
    return sum.result
  }
}

/// The terms of the loss on a part of a batch that student and teacher have read.
private struct DistillationTerms {
  private let distillation: Distillation
  private let part: ScoredBatch
  private let student, teacher: Encoder
  private let tape: Tape
  private let pairs: [Distillation.Pair]
  /// Hidden states of the student.
  private let own: Encoder.States
  /// Hidden states of the teacher; nil where nothing is compared with them.
  private let teachers: Encoder.States?

  private var wanted: Encoder.States {
    guard let teachers else { preconditionFailure("a term that needs the teacher") }
    return teachers
  }

  init(
    _ distillation: Distillation, of part: ScoredBatch, student: Encoder, teacher: Encoder,
    _ tape: Tape
  ) {
    self.distillation = distillation
    self.part = part
    self.tape = tape
    (self.student, self.teacher) = (student, teacher)
    let pairs = distillation.pairs(
      student: student.description.encoder.layers, teacher: teacher.description.encoder.layers)
    func states(_ encoder: Encoder, _ layers: [Int]) -> Encoder.States {
      let last = distillation.attention > 0 ? [encoder.description.encoder.layers - 1] : []
      return encoder.states(part.tokens, reading: part.readRows, keeping: Set(layers + last))
    }
    self.pairs = pairs
    own = states(student, pairs.map(\.student))
    teachers = distillation.comparesOutputs ? states(teacher, pairs.map(\.teacher)) : nil
  }

  /// Adds the loss of the heads' outputs against the data, and against the teacher's outputs.
  func addScores(to sum: inout WeightedSum, share: Double, _ distance: OutputDistance?) {
    var outputs: Variable?
    if distillation.hard > 0 {
      let outcome = part.outcome(of: own.read, student, tape: tape)
      sum.add(outcome.loss, outcome.score.loss, weight: distillation.hard * share)
      outputs = outcome.outputs
    }
    guard distillation.logits > 0 else { return }
    guard let distance else { preconditionFailure("outputs that can be compared") }
    let mean = distance.mean(
      .init(encoder: student, states: own.read, outputs: outputs),
      .init(encoder: teacher, states: wanted.read), Float(distillation.temperature), tape)
    sum.add(mean, weight: distillation.logits * share)
  }

  func addHiddenStates(to sum: inout WeightedSum, share: Double) {
    for pair in pairs {
      let states = projected(state(pair.student, of: own), forLayer: pair.student)
      sum.add(
        tape.meanSquaredDistance(states, to: state(pair.teacher, of: wanted)),
        weight: distillation.hidden * share)
    }
  }

  private func projected(_ state: Variable, forLayer layer: Int) -> Variable {
    let width = teacher.description.encoder.hidden
    guard student.description.encoder.hidden != width else { return state }
    let matrix = student.parameter(Projection.name(forLayer: layer))
    return tape.linear(state, weight: matrix, bias: nil)
  }

  func addAttention(to sum: inout WeightedSum, share: Double) {
    guard distillation.attention > 0 else { return }
    let distance = tape.attentionDistance(
      attention(of: student, own), teacher: attention(of: teacher, wanted),
      sequences: part.tokens.sequences)
    sum.add(distance, weight: distillation.attention * share)
  }

  /// Adds the mean over pairs of auxiliary tensors of the mean squared distance of their entries.
  func addTensors(_ tensors: AlignedTensors, to sum: inout WeightedSum, share: Double) {
    for pair in tensors.pairs {
      let distance = tape.meanSquaredDistance(
        student.parameter(pair.student), to: pair.target ?? teacher.parameter(pair.teacher))
      sum.add(distance, weight: distillation.tensors * share / Double(tensors.pairs.count))
    }
  }

  private func attention(of encoder: Encoder, _ states: Encoder.States) -> AttentionScores {
    let last = encoder.description.encoder.layers - 1
    return encoder.attentionScores(layer: last, states)
  }

  private func state(_ layer: Int, of states: Encoder.States) -> Variable {
    guard let state = states.kept[layer] else { preconditionFailure("states that were asked for") }
    return state
  }
}

/// A weighted sum of losses on a tape.
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

  /// The sum and its value.
  ///
  /// - Precondition: Something was added.
  var result: (variable: Variable, value: Double) {
    guard let sum else { preconditionFailure("a loss with nothing in it") }
    return sum
  }
}
