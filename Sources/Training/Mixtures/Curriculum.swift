internal import Datasets
internal import Models

/// The batches of a run's steps, each of one task.
///
/// A run goes on from where the trainings before it have stopped drawing from the same data with
/// the same seed, in tasks, examples and masks.
struct Curriculum {
  private struct Course {
    let objective: any Objective
    let split: EncodedSplit
    let order: BatchOrder
    /// How many steps before the run had the task.
    let turnsBefore: Int
  }

  private let courses: [Course]
  private let seed: UInt64
  private let stepsBefore: Int
  private var order: TaskOrder

  /// - Parameter drawn: What trainings before have drawn from the mixture with the same seed.
  /// - Throws: `DatasetError` where a task has nothing to learn, or nothing to validate on where
  ///   that is wanted.
  init(_ mixture: Mixture, _ settings: TrainingSettings, after drawn: DrawnBatches) throws {
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let splits = try mixture.tasks.map {
      try settings.objective(for: $0.data).split("train", of: $0.data)
    }
    let order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
    let turns = order.turns(inSteps: drawn.steps)
    courses = try zip(mixture.tasks, splits).enumerated().map { place, course in
      let (task, split) = course
      let learned = settings.objective(for: task.data)
      let objective = try learned.init(task.data, masking: settings.masking, task: task.name)
      if settings.evaluatesEvery != nil { try Self.check(settings.stopping, learned, task.data) }
      return Course(
        objective: objective, split: split,
        order: BatchOrder(
          exampleCount: split.count, batchSize: settings.batch, seed: seed,
          start: drawn.steps == 0 ? 0 : turns[place] * drawn.examples / drawn.steps),
        turnsBefore: turns[place])
    }
    self.seed = seed
    self.order = order
    stepsBefore = drawn.steps
  }

  /// - Throws: `DatasetError` where there is nothing to evaluate on, or nothing that tells by that
  ///   measure when to stop.
  private static func check(
    _ stopping: EarlyStopping?, _ objective: any Objective.Type, _ data: EncodedDataset
  ) throws {
    _ = try objective.split("validation", of: data)
    guard objective.declaration.hasAccuracy || stopping?.measure != .accuracy else {
      throw DatasetError("scores have no accuracy; write `measure: loss` in `stop`")
    }
  }

  /// The batch of a step, counted from 0, as its masking leaves it.
  mutating func batch(step: Int) -> ScoredBatch {
    let step = stepsBefore + step
    let course = courses[order.task(atStep: step)]
    let turn = order.turn(atStep: step) - course.turnsBefore
    let examples = course.order.examples(step: turn)
    return course.objective.training(course.split.batch(examples), seed: seed, step: step)
  }
}

/// Which heads learn in which steps of a mixture: that of the step's task alone.
///
/// The heads of other tasks keep their bits in such a step, and what the optimizer remembers of
/// them: they have no gradient, and neither momentum nor weight decay moves them.
struct HeadTurns {
  /// Of each task, its head's name; nil for the head that guesses pieces.
  private let heads: [TaskHead?]
  private let order: TaskOrder
  private let stepsBefore: Int

  /// - Parameter stepsBefore: That trainings before have drawn from the mixture.
  /// - Returns: nil for data alone, whose head always learns.
  init?(_ mixture: Mixture, _ settings: TrainingSettings, seed: UInt64, after stepsBefore: Int) {
    self.stepsBefore = stepsBefore
    guard mixture.tasks.contains(where: { $0.name != nil }) else { return nil }
    heads = mixture.tasks.map { task in
      TaskHead(task.name, settings.objective(for: task.data).heads(for: task.data))
    }
    order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
  }

  /// Whether a parameter is left alone in a step, counted from 0.
  func rests(_ parameter: Parameter, atStep step: Int) -> Bool {
    guard parameter.part == .heads else { return false }
    guard let head = heads[order.task(atStep: stepsBefore + step)] else {
      return parameter.isOfTask
    }
    return !head.owns(parameter)
  }
}

extension Mixture {
  /// The training examples of all tasks.
  package var exampleCount: Int { counts.reduce(0, +) }
}
