internal import Datasets
internal import Models
internal import Training

/// Times optimizer steps of a workload, done in the same way as in the stage `train`.
public struct TrainingBenchmark {
  /// The speed of the timed steps.
  public struct Speed: Sendable {
    /// Tokens of all steps, divided by their time.
    public let tokensPerSecond: Double
    /// Median time of a step.
    public let milliseconds: Double
    /// Floating-point operations a second of the matrix products that the steps need.
    public let operationsPerSecond: Double
  }

  /// Learning rate of the steps; what the model learns doesn't matter.
  private static let rate = 2e-5
  private static let dropout: DropoutRates = 0.1

  private let workload: TrainingWorkload
  /// Number of steps that are timed.
  let steps: Int
  private let warmup: Int
  private let threads: Int
  private let precision: TrainingPrecision
  private let microBatches: Int
  private let recomputes: Bool

  /// Creates the benchmark of a workload.
  ///
  /// - Parameters:
  ///   - steps: Number of steps that are timed; four times as many of ragged batches, as these
  ///     differ.
  ///   - warmup: Number of steps before them that are not timed.
  ///   - microBatches: Number of the workload's batches in a step. The operations that a step needs
  ///     count the rebuilding of matrices once for all of them.
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

  /// Makes model and data, does the steps and measures their speed.
  public func run() throws -> Speed {
    let trainer = try trainer()
    for _ in 0..<warmup { try trainer.advance() }
    let tokensBefore = trainer.tokens
    let times = try (0..<steps).map { _ in
      try ContinuousClock().measure { try trainer.advance() } / .seconds(1)
    }
    let total = times.reduce(0, +)
    return Speed(
      tokensPerSecond: Double(trainer.tokens - tokensBefore) / total,
      milliseconds: Self.median(times) * 1000,
      operationsPerSecond: Double(try operations()) / total)
  }

  /// Returns the median; the upper of two in the middle.
  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Makes model and data, and what does the steps.
  func trainer() throws -> Trainer {
    precondition(precision.isAvailable, "\(precision.rawValue) isn't available")
    return try Trainer(workload.model(), data: data, settings: settings, threads: threads)
  }

  private var data: EncodedDataset {
    workload.data(sequences: (warmup + steps) * settings.batchSize)
  }

  private var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.steps = warmup + steps
    settings.batchSize = workload.batch * microBatches
    settings.learningRate = Self.rate
    settings.warmup = 0
    settings.clipNorm = 0
    settings.dropout = Self.dropout
    settings.microBatches = microBatches
    (settings.precision, settings.recomputes) = (precision.precision, recomputes)
    return settings
  }

  /// Counts the operations of the timed steps, each with the sequences that the trainer takes for
  /// it.
  func operations() throws -> Int {
    let split = try data.split("train")
    let order = BatchOrder(
      exampleCount: split.count, batchSize: settings.batchSize, seed: UInt64(settings.seed))
    return (warmup..<warmup + steps).reduce(0) { sum, step in
      let lengths = order.examples(step: step).map { split.offsets[$0 + 1] - split.offsets[$0] }
      let cost = TrainingCost(
        workload.description, lengths: lengths, rowsRead: lengths.map { _ in 1 })
      return sum + cost.operations
    }
  }
}
