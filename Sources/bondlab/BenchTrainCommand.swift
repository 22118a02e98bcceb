internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Times training steps of models of published sizes",
    discussion: """
      A step of a classifier of two classes on random tokens: forward pass, backward pass and \
      AdamW on all parameters, with dropout of 0.1 on hidden states and attention probabilities.

      minilm12    12 layers of width 384, 32 sequences of 128 tokens
      minilm12-v  the same with sentences of about 13 tokens, without padding
      albert12    ALBERT-base, 16 × 128 (with dropout, though ALBERT's own is 0)
      mpo12       BERT-base's width, 16 × 128; 12 layers share central tensors and have auxiliary \
      tensors, biases and norms of their own
      base12-all  the same width, dense, with one layer for all 12; the time of mpo12 over this \
      one is the cost of MPO
      mpo48       MPOBERT-48: 48 layers of width 1024, 8 × 128

      Without --only, the first four are timed. tokens_per_second is the mean over all timed \
      steps, milliseconds the median of a step. gflops counts the floating-point operations of \
      the matrix products that a step needs, in 10⁹ a second; share_of_peak divides them by the \
      rate of one large product, measured before each workload. peak_bytes is the largest memory \
      of the process since the model was made (VmHWM, reset before each workload).
      """)

  @Option(help: "Workload to time; may be repeated")
  var only: [String] = []
  @Option(help: "Number of steps that are timed; four times as many of minilm12-v")
  var steps = 5
  @Option(help: "Number of steps before them that are not timed")
  var warmup = 2
  @Option(help: "Number of batches of a step, whose gradients are added up")
  var microBatches = 1
  @Flag(help: "Recompute each layer's intermediate results in the backward pass")
  var recompute = false
  @Option(help: "Number of threads (otherwise one for each core)")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "Precision of matrix products: float32, bfloat16 or both; may be repeated")
  var precision = ["float32"]
  @OptionGroup var output: BenchFormatArguments

  func validate() throws {
    guard steps > 0, warmup >= 0, threads > 0, microBatches > 0 else {
      throw ValidationError(
        "--steps, --micro-batches and --threads must be at least 1, --warmup at least 0")
    }
  }

  func run() throws {
    let (workloads, precisions) = try (workloads(), precisions())
    var report = BenchReport(
      "train",
      header: [
        "workload", "precision", "tokens_per_second", "milliseconds", "gflops", "share_of_peak",
        "peak_bytes",
      ], exporter: try output.exporter)
    var peak = 0.0
    for workload in workloads {
      for precision in precisions {
        // Measured before each workload, the best so far counting: other programs may be running.
        peak = max(peak, MatrixProductPeak.measure(threads: threads))
        report.add(try row(workload, precision, peak: peak))
      }
    }
    report.finish()
  }

  private func row(
    _ workload: TrainingWorkload, _ precision: TrainingPrecision, peak: Double
  ) throws -> [Table.Cell] {
    let benchmark = TrainingBenchmark(
      workload, steps: steps, warmup: warmup, threads: threads, precision: precision,
      microBatches: microBatches, recomputing: recompute)
    let (speed, bytes) = try PeakMemory.during(benchmark.run)
    return [
      .text(workload.name), .text(precision.rawValue), .number(speed.tokensPerSecond),
      .number(speed.milliseconds), .number(speed.operationsPerSecond / 1e9),
      .number(speed.operationsPerSecond / peak), bytes.map { .whole($0) } ?? .missing,
    ]
  }

  private func workloads() throws -> [TrainingWorkload] {
    if only.isEmpty { return TrainingWorkload.standard }
    return try only.map { name in
      guard let workload = TrainingWorkload.named(name) else {
        let known = (TrainingWorkload.standard + TrainingWorkload.others).map(\.name)
        throw ValidationError(
          "there is no workload '\(name)'; there are: \(known.joined(separator: ", "))")
      }
      return workload
    }
  }

  private func precisions() throws -> [TrainingPrecision] {
    let wanted = precision.flatMap {
      $0 == "both" ? TrainingPrecision.allCases.map(\.rawValue) : [$0]
    }
    return try wanted.map { name in
      guard let precision = TrainingPrecision(rawValue: name) else {
        throw ValidationError("there is no precision '\(name)'; there are: float32, bfloat16, both")
      }
      guard precision.isAvailable else {
        throw ValidationError(TrainingPrecision.advice)
      }
      return precision
    }
  }
}
