internal import Training

/// Times optimizer steps of two workloads by turns, so that what else the machine does slows both.
public struct TrainingComparison {
  public struct Result: Sendable {
    /// Median time of a step of the first workload.
    public let milliseconds: Double
    /// Median of the time of a step of the first workload divided by that of the second one's next.
    public let times: Double
    /// The same of the operations that the steps need.
    public let operations: Double
  }

  private let first, second: TrainingBenchmark

  /// Creates the comparison of two workloads.
  ///
  /// - Parameter steps: Number of steps of each that are timed, after one that is not.
  public init(_ first: TrainingWorkload, _ second: TrainingWorkload, steps: Int, threads: Int) {
    func benchmark(_ workload: TrainingWorkload) -> TrainingBenchmark {
      TrainingBenchmark(workload, steps: steps, warmup: 1, threads: threads, precision: .float32)
    }
    (self.first, self.second) = (benchmark(first), benchmark(second))
  }

  /// Makes models and data, does the steps and measures their times.
  public func run() throws -> Result {
    let trainers = (try first.trainer(), try second.trainer())
    for trainer in [trainers.0, trainers.1] { try trainer.advance() }
    let pairs = try (0..<first.steps).map { _ in
      (try Self.seconds(trainers.0), try Self.seconds(trainers.1))
    }
    return Result(
      milliseconds: TrainingBenchmark.median(pairs.map(\.0)) * 1000,
      times: TrainingBenchmark.median(pairs.map { $0 / $1 }),
      operations: Double(try first.operations()) / Double(try second.operations()))
  }

  private static func seconds(_ trainer: Trainer) throws -> Double {
    try ContinuousClock().measure { try trainer.advance() } / .seconds(1)
  }
}
