internal import Datasets
internal import Models

/// The batches of a run's steps, each of one task.
struct Curriculum {
  private struct Course {
    let objective: any Objective
    let split: EncodedSplit
    let order: BatchOrder
  }

  private let courses: [Course]
  private let seed: UInt64
  private var order: TaskOrder

  /// - Throws: `DatasetError` where a task has nothing to learn, or nothing to validate on where
  ///   that is wanted.
  init(_ mixture: Mixture, _ settings: TrainingSettings) throws {
    let seed = UInt64(bitPattern: Int64(settings.seed))
    courses = try mixture.tasks.map { task in
      let learned = settings.objective(for: task.data)
      let objective = try learned.init(task.data, masking: settings.masking, task: task.name)
      let split = try learned.split("train", of: task.data)
      if let stopping = settings.stopping { try Self.check(stopping, learned, task.data) }
      return Course(
        objective: objective, split: split,
        order: BatchOrder(exampleCount: split.count, batchSize: settings.batch, seed: seed))
    }
    self.seed = seed
    order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
  }

  /// - Throws: `DatasetError` where nothing tells by that measure when to stop.
  private static func check(
    _ stopping: EarlyStopping, _ objective: any Objective.Type, _ data: EncodedDataset
  ) throws {
    _ = try objective.split("validation", of: data)
    guard objective.declaration.hasAccuracy || stopping.measure == .loss else {
      throw DatasetError("scores have no accuracy; write `measure: loss` in `stop`")
    }
  }

  /// The batch of a step, counted from 0, as its masking leaves it.
  mutating func batch(step: Int) -> ScoredBatch {
    let course = courses[order.task(atStep: step)]
    let examples = course.order.examples(step: order.turn(atStep: step))
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

  /// - Returns: nil for data alone, whose head always learns.
  init?(_ mixture: Mixture, _ settings: TrainingSettings, seed: UInt64) {
    guard mixture.tasks.contains(where: { $0.name != nil }) else { return nil }
    heads = mixture.tasks.map { task in
      TaskHead(task.name, settings.objective(for: task.data).heads(for: task.data))
    }
    order = TaskOrder(counts: mixture.counts, power: mixture.power, seed: seed)
  }

  /// Whether a parameter is left alone in a step, counted from 0.
  func rests(_ parameter: Parameter, atStep step: Int) -> Bool {
    guard parameter.part == .heads else { return false }
    guard let head = heads[order.task(atStep: step)] else { return parameter.isOfTask }
    return !head.owns(parameter)
  }
}

extension Mixture {
  /// The training examples of all tasks.
  package var exampleCount: Int { counts.reduce(0, +) }
}
