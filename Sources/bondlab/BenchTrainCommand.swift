internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Times training steps of models of published sizes.",
    discussion: """
      A step is forward, backward and AdamW on all parameters, with dropout 0.1 of hidden states \
      and attention probabilities, of a classifier of two classes on random tokens.

      minilm12    12 layers of width 384, 32 × 128 tokens
      minilm12-v  the same on sentences of about 13 tokens; never padded
      albert12    ALBERT-base, 16 × 128 (with dropout, though ALBERT's own is 0)
      mpo12       BERT-base's width; 12 layers share central tensors and have auxiliary tensors, \
      biases and norms of their own, 16 × 128
      base12-all  the same width, dense, one layer for all 12: mpo12 over this is what MPO costs
      mpo48       MPOBERT-48: 48 layers of width 1024, 8 × 128

      The first four are timed unless some are named. tokens_per_second is over all counted steps, \
      milliseconds the median step. gflops are the floating-point operations of the matrix \
      products that a step needs, in 10⁹ a second, and share_of_peak is their part of what one \
      large product reaches here, measured before each. peak_bytes is the most memory that the \
      process had from making the model on (VmHWM, set back before each workload).
      """)

  @Option(help: "Only this workload; may be repeated.")
  var only: [String] = []
  @Option(help: "Steps that are timed; four times as many of minilm12-v.")
  var steps = 5
  @Option(help: "Steps before them that aren't.")
  var warmup = 2
  @Option(help: "Batches of a step, whose gradients are added up.")
  var microBatches = 1
  @Flag(help: "Compute each layer's intermediate results anew on the way back.")
  var recompute = false
  @Option(help: "Threads (otherwise one for each core).")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "float32, bfloat16 or both; may be repeated.")
  var precision = ["float32"]
  @Option(
    help: "One of \(ExporterCatalog.names.joined(separator: ", ")); json is a line a row.")
  var format = "text"

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
      ], exporter: try exporter(format))
    var peak = 0.0
    for workload in workloads {
      for precision in precisions {
        // Again for each, and the best so far: other programs may have been at work.
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
    let (figures, bytes) = try PeakMemory.during(benchmark.run)
    return [
      .text(workload.name), .text(precision.rawValue), .number(figures.tokensPerSecond),
      .number(figures.milliseconds), .number(figures.operationsPerSecond / 1e9),
      .number(figures.operationsPerSecond / peak), bytes.map { .whole($0) } ?? .missing,
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
