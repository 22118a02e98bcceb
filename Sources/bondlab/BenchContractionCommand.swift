internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchContractionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contraction",
    abstract: "Compares rebuilding a matrix with applying its tensors, for several bonds",
    discussion: """
      The matrix is 3072 by 768. Costs are in multiply-adds; a row is a token. `dense_seconds` is \
      the time to multiply all rows with the rebuilt matrix, without rebuilding it, and \
      `tensor_seconds` the time to multiply them with the tensors. A model applies the tensors \
      where `direct` is yes.
      """)

  @Option(help: "Number of rows of activations")
  var rows = 1024
  @Option(parsing: .upToNextOption, help: "Largest bond dimensions, one row each; 0 for full bonds")
  var bonds = [1, 2, 3, 4, 8, 16, 64, 0]
  @Option(help: "Number of threads (otherwise one for each core)")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func validate() throws {
    guard rows > 0, threads > 0, bonds.allSatisfy({ $0 >= 0 }) else {
      throw ValidationError("--rows and --threads must be at least 1, --bonds at least 0")
    }
  }

  func run() throws {
    var report = BenchReport(
      "contraction",
      header: [
        "bond", "rebuild", "left_to_right", "dense_row", "tensor_row", "rebuild_seconds",
        "dense_seconds", "tensor_seconds", "direct",
      ], exporter: try exporter(format))
    let benchmark = ContractionBenchmark(rows: rows, threads: threads)
    for bond in bonds {
      let costs = benchmark.run(cap: bond == 0 ? nil : bond)
      report.add([
        .text(bond == 0 ? "full" : "\(bond)"), .whole(costs.rebuilding), .whole(costs.leftToRight),
        .whole(costs.denseRow), .whole(costs.chainRow), .number(costs.secondsToRebuild),
        .number(costs.secondsDense), .number(costs.secondsByTensors),
        .text(costs.appliesDirectly ? "yes" : "no"),
      ])
    }
    report.finish()
  }
}
