internal import Datasets
internal import Models

/// Makes the batches of a run's steps, each of one task.
///
/// A run goes on where earlier trainings have stopped drawing from the same data with the same
/// seed, in tasks, examples and masks.
struct Curriculum {
  /// The batches of one task.
  private struct TaskStream {
    let objective: any Objective
    let split: EncodedSplit
    let order: BatchOrder
    /// Number of steps with the task before the run.
    let turnsBefore: Int
  }

  private let streams: [TaskStream]
  private let seed: UInt64
  private let stepsBefore: Int
  private var order: TaskOrder

  /// Prepares the batches of every task.
  ///
  /// - Parameter drawn: Batches that earlier trainings have drawn from the mixture with the same
  ///   seed.
  /// - Throws: `DatasetError` where a task has nothing to learn, or nothing to validate on where
  ///   that is wanted.
  init(_ mixture: Mixture, _ settings: TrainingSettings, after drawn: DrawnBatches) throws {
    let seed = UInt64(bitPattern: Int64(settings.seed))
    let splits = try mixture.tasks.map {
      try settings.objective(for: $0.data).split("train", of: $0.data)
    }
    let order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
    let turns = order.turns(inSteps: drawn.steps)
    streams = try zip(mixture.tasks, splits).enumerated().map { index, pair in
      let (task, split) = pair
      let learned = settings.objective(for: task.data)
      let objective = try learned.init(task.data, masking: settings.masking, task: task.name)
      if settings.evaluatesEvery != nil { try Self.check(settings.stopping, learned, task.data) }
      return TaskStream(
        objective: objective, split: split,
        order: BatchOrder(
          exampleCount: split.count, batchSize: settings.batchSize, seed: seed,
          start: drawn.steps == 0 ? 0 : turns[index] * drawn.examples / drawn.steps),
        turnsBefore: turns[index])
    }
    self.seed = seed
    self.order = order
    stepsBefore = drawn.steps
  }

  /// Checks that the data of a task have a validation split, and the task the metric that early
  /// stopping watches.
  ///
  /// - Throws: `DatasetError` where there is nothing to evaluate on, or the task has no accuracy to
  ///   stop by.
  private static func check(
    _ stopping: EarlyStopping?, _ objective: any Objective.Type, _ data: EncodedDataset
  ) throws {
    _ = try objective.split("validation", of: data)
    guard objective.declaration.hasAccuracy || stopping?.measure != .accuracy else {
      throw DatasetError("scores have no accuracy; write `measure: loss` in `stop`")
    }
  }

  /// Makes the batch of a step, counted from 0, with its masking.
  mutating func batch(step: Int) -> ScoredBatch {
    let step = stepsBefore + step
    let stream = streams[order.task(atStep: step)]
    let turn = order.turn(atStep: step) - stream.turnsBefore
    let examples = stream.order.examples(step: turn)
    return stream.objective.training(stream.split.batch(examples), seed: seed, step: step)
  }
}

/// Decides which heads learn in which steps of a mixture; only the head of the step's task does.
///
/// The heads of other tasks keep their bits and their optimizer state in such a step: they have no
/// gradient, and neither momentum nor weight decay moves them.
struct HeadTurns {
  /// Head of each task [tasks]; nil for the head of masked language modelling.
  private let heads: [TaskHead?]
  private let order: TaskOrder
  private let stepsBefore: Int

  /// Prepares the turns of a mixture's heads.
  ///
  /// - Parameter stepsBefore: Number of steps that earlier trainings have drawn from the mixture.
  /// - Returns: nil for data alone, whose head always learns.
  init?(_ mixture: Mixture, _ settings: TrainingSettings, seed: UInt64, after stepsBefore: Int) {
    self.stepsBefore = stepsBefore
    guard mixture.tasks.contains(where: { $0.name != nil }) else { return nil }
    heads = mixture.tasks.map { task in
      TaskHead(task.name, settings.objective(for: task.data).heads(for: task.data))
    }
    order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
  }

  /// Returns whether a step, counted from 0, leaves a parameter alone.
  func skips(_ parameter: Parameter, atStep step: Int) -> Bool {
    guard parameter.part == .heads else { return false }
    guard let head = heads[order.task(atStep: stepsBefore + step)] else {
      return parameter.isOfTask
    }
    return !head.owns(parameter)
  }
}

extension Mixture {
  /// Number of training examples of all tasks.
  package var exampleCount: Int { counts.reduce(0, +) }
}
