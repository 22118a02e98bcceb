internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting
internal import Stages

struct BenchRecipesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recipes",
    abstract: "Times training steps of each way of sharing and each adapter against a dense model",
    discussion: """
      An encoder of BERT-base's width and depth, 16 × 128 tokens; a step is as in `bench train`. \
      Each workload does its steps by turns with those of the dense encoder whose layers are one. \
      `times_all` is the median of the ratios of their times, `operations_times_all` the ratio of \
      the operations of the matrix products that the steps need, the making of matrices included; \
      the optimizer's step, in proportion to `parameters`, isn't counted. Ways of sharing whose \
      size an option sets are as near as it allows to twice the dense encoder's parameters \
      outside the embeddings; mpo has full bonds, adapters have their usual rank.
      """)

  @Option(help: "Workload to time; may be repeated")
  var only: [String] = []
  @Option(help: "Number of steps that are timed, after one that is not")
  var steps = 5
  @Option(help: "Number of threads (otherwise one for each core)")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var output: BenchFormatArguments

  func validate() throws {
    guard steps > 0, threads > 0 else {
      throw ValidationError("--steps and --threads must be at least 1")
    }
  }

  func run() throws {
    let workloads = try workloads()
    var report = BenchReport(
      "recipes",
      header: ["workload", "parameters", "milliseconds", "times_all", "operations_times_all"],
      exporter: try output.exporter)
    for workload in workloads {
      let result = try TrainingComparison(workload, .tied, steps: steps, threads: threads).run()
      report.add([
        .text(workload.name), .whole(workload.parameters), .number(result.milliseconds),
        .number(result.times), .number(result.operations),
      ])
    }
    report.finish()
  }

  private func workloads() throws -> [TrainingWorkload] {
    let all = TrainingWorkload.recipes
    if only.isEmpty { return all }
    return try only.map { name in
      guard let workload = all.first(where: { $0.name == name }) else {
        throw ValidationError(
          "there is no workload '\(name)'; there are: \(all.map(\.name).joined(separator: ", "))")
      }
      return workload
    }
  }
}
