internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchScalingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Times training steps at several depths and sequence lengths",
    discussion: """
      The width is MiniLM's (384). A step is as in `bench train`, and has the same number of \
      tokens everywhere. Depths are timed at 128 tokens a sequence, lengths at 12 layers. Sharing \
      by mpo has full bonds.
      """)

  @Option(parsing: .upToNextOption, help: "Ways of sharing: none, all, mpo")
  var sharing = ["none", "all", "mpo"]
  @Option(parsing: .upToNextOption, help: "Numbers of layers")
  var layers = [6, 12, 24, 48]
  @Option(parsing: .upToNextOption, help: "Sequence lengths in tokens, at most 512")
  var sequence = [32, 128, 512]
  @Option(help: "Tokens of a step; with 48 layers each takes much memory")
  var tokens = 2048
  @Option(help: "Number of steps that are timed")
  var steps = 3
  @Option(help: "Number of steps before them that are not timed")
  var warmup = 1
  @Option(help: "Number of threads (otherwise one for each core)")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var output: BenchFormatArguments

  func validate() throws {
    guard sharing.allSatisfy(["none", "all", "mpo"].contains) else {
      throw ValidationError("--sharing takes none, all and mpo")
    }
    guard (layers + sequence + [tokens, steps, threads]).allSatisfy({ $0 > 0 }), warmup >= 0,
      sequence.allSatisfy({ $0 <= 512 })
    else { throw ValidationError("sizes must be at least 1, and --sequence at most 512") }
  }

  func run() throws {
    var report = BenchReport(
      "scaling",
      header: [
        "sharing", "layers", "sequence", "parameters", "tokens_per_second", "milliseconds",
        "gflops", "peak_bytes",
      ], exporter: try output.exporter)
    for name in sharing {
      for point in ScalingPoint.all(sharing: name, layers: layers, sequences: sequence) {
        report.add(try row(point))
      }
    }
    report.finish()
  }

  private func row(_ point: ScalingPoint) throws -> [Table.Cell] {
    let workload = point.workload(tokens: tokens)
    let benchmark = TrainingBenchmark(
      workload, steps: steps, warmup: warmup, threads: threads, precision: .float32)
    let (speed, bytes) = try PeakMemory.during(benchmark.run)
    return [
      .text(point.sharing), .whole(point.layers), .whole(point.sequence),
      .whole(workload.parameters), .number(speed.tokensPerSecond),
      .number(speed.milliseconds), .number(speed.operationsPerSecond / 1e9),
      bytes.map { .whole($0) } ?? .missing,
    ]
  }
}
