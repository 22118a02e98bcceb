internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures the speed of this machine and of bondlab on it",
    subcommands: [
      BenchTrainCommand.self, BenchScalingCommand.self, BenchRecipesCommand.self,
      BenchDecomposeCommand.self, BenchContractionCommand.self, BenchRunnerCommand.self,
      BenchTablesCommand.self,
    ])
}

struct BenchDecomposeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decompose",
    abstract: "Times the decomposition of the matrices of an encoder of BERT-base's width",
    discussion: """
      Prints one line for the left gauge and one for the symmetric gauge, from which models start. \
      Seconds are for all matrices; the error is the largest relative error of a truncation.
      """)

  @Option(help: "Number of layers, each of six matrices")
  var layers = 12
  @Option(help: "Largest bond dimension (otherwise all bonds are full)")
  var bond: Int?
  @Option(help: "Number of threads (otherwise one for each core)")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func validate() throws {
    guard layers > 0, threads > 0, bond ?? 1 > 0 else {
      throw ValidationError("--layers, --bond and --threads must be at least 1")
    }
  }

  func run() throws {
    var report = BenchReport(
      "decompose",
      header: ["gauge", "bond", "matrices", "threads", "seconds", "error", "peak_bytes"],
      exporter: try exporter(format))
    for isSymmetric in [false, true] {
      let benchmark = DecompositionBenchmark(
        layers: layers, cap: bond, isSymmetric: isSymmetric, threads: threads)
      var error = 0.0
      let time = ContinuousClock().measure { error = benchmark.run() }
      report.add([
        .text(isSymmetric ? "symmetric" : "left"), .text(bond.map(String.init) ?? "full"),
        .whole(benchmark.matrices), .whole(threads), .number(time / .seconds(1)),
        .number(error), .whole(PeakMemory.bytes),
      ])
    }
    report.finish()
  }
}
