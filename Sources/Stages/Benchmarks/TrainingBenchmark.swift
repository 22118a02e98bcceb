internal import Datasets
internal import Models
internal import Training

/// Times optimizer steps of a workload as the stage `train` does them.
public struct TrainingBenchmark {
  /// What the counted steps took.
  public struct Figures: Sendable {
    /// Tokens of all steps over their time.
    public let tokensPerSecond: Double
    /// The median of a step.
    public let milliseconds: Double
    /// Floating-point operations a second in the products that the steps need, over all steps.
    public let operationsPerSecond: Double
  }

  /// Learning rate of the steps; what is learnt doesn't matter.
  private static let rate = 2e-5
  private static let dropout = 0.1

  private let workload: TrainingWorkload
  private let steps: Int
  private let warmup: Int
  private let threads: Int
  private let precision: TrainingPrecision
  private let microBatches: Int
  private let recomputes: Bool

  /// - Parameters:
  ///   - steps: How many are timed; of ragged batches, which differ, four times as many.
  ///   - warmup: How many are done before, untimed.
  ///   - microBatches: How many of the workload's batches are a step. Needed operations have
  ///     matrices rebuilt once for all of them.
  public init(
    _ workload: TrainingWorkload, steps: Int, warmup: Int, threads: Int,
    precision: TrainingPrecision, microBatches: Int = 1, recomputing: Bool = false
  ) {
    self.workload = workload
    self.steps = workload.lengths == .sentences ? 4 * steps : steps
    self.warmup = warmup
    self.threads = threads
    self.precision = precision
    (self.microBatches, recomputes) = (microBatches, recomputing)
  }

  /// Makes model and data, then does the steps.
  public func run() throws -> Figures {
    precondition(precision.isAvailable, "\(precision.rawValue) isn't available")
    let data = workload.data(sequences: (warmup + steps) * settings.batch)
    let trainer = try Trainer(
      workload.model(), data: data, settings: settings, threads: threads)
    for _ in 0..<warmup { try trainer.advance() }
    let tokensBefore = trainer.tokens
    let times = try (0..<steps).map { _ in
      try ContinuousClock().measure { try trainer.advance() } / .seconds(1)
    }
    let total = times.reduce(0, +)
    return Figures(
      tokensPerSecond: Double(trainer.tokens - tokensBefore) / total,
      milliseconds: times.sorted()[steps / 2] * 1000,
      operationsPerSecond: Double(try operations(data)) / total)
  }

  private var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.steps = warmup + steps
    settings.batch = workload.batch * microBatches
    settings.rate = Self.rate
    settings.warmup = 0
    settings.clip = 0
    settings.dropout = Self.dropout
    settings.microBatches = microBatches
    (settings.precision, settings.recomputes) = (precision.precision, recomputes)
    return settings
  }

  /// Of the counted steps, each with the sequences that the trainer takes for it.
  private func operations(_ data: EncodedDataset) throws -> Int {
    let split = try data.split("train")
    let order = BatchOrder(
      exampleCount: split.count, batchSize: settings.batch, seed: UInt64(settings.seed))
    return (warmup..<warmup + steps).reduce(0) { sum, step in
      let lengths = order.examples(step: step).map { split.offsets[$0 + 1] - split.offsets[$0] }
      let cost = TrainingCost(
        workload.description, lengths: lengths, rowsRead: lengths.map { _ in 1 })
      return sum + cost.operations
    }
  }
}
