internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting

struct BenchRunnerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runner",
    abstract: "Times the runner itself, on stages that do next to nothing.",
    discussion: """
      Every stage is a process that writes a line. A fan is a first stage, stages that read it, \
      and a last one that reads them all; a chain is as deep as it has stages; in a dense graph \
      each of one half reads all of the other. `engine_ms` is what a stage of the first run took \
      beyond the processes alone, started by this program as many at a time. `again_seconds` is \
      the same command when all is done, `plan_seconds` a plan of the whole. Seconds are medians, \
      but for the first run. doit and ninja are timed in between, where they are installed.
      """)

  @Option(parsing: .upToNextOption, help: "Stages of the fans that are run.")
  var stages = [100, 1000, 10_000]
  @Option(parsing: .upToNextOption, help: "Stages of the fans that are only planned.")
  var planned = [100_000]
  @Option(help: "Stages of the chain that is run; 0 for none.")
  var chain = 1000
  @Option(help: "Stages of each half of the dense graph that is planned; 0 for none.")
  var dense = 3000
  @Option(help: "Stages at the same time.")
  var jobs = 2
  @Option(help: "How often what is a median is timed.")
  var repeats = 5
  @Option(help: "Works in this folder, which it makes and removes (otherwise a temporary one).")
  var folder: String?
  @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")); json is a line a row.")
  var format = "text"

  func validate() throws {
    let sizes = stages + planned + [chain, dense].filter { $0 != 0 }
    guard sizes.allSatisfy({ $0 >= 3 }), jobs > 0, repeats > 0 else {
      throw ValidationError("graphs have at least 3 stages; --jobs and --repeats at least 1")
    }
  }

  func run() throws {
    let exporter = try exporter(format)
    let place = try BenchmarkFolder(folder)
    defer { place.remove() }
    let tools = try RunnerTool.all(in: place.path)
    var report = BenchReport("runner", header: RunnerFigures.header, exporter: exporter)
    report.add(try start(in: place.path).row)
    for graph in graphs {
      let folder = "\(place.path)/\(graph.name)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let bare = graph.isRun ? try BareProcesses.seconds(graph, in: folder, jobs: jobs) : nil
      if let bare { report.add(RunnerFigures(tool: "processes", graph, run: bare).row) }
      for tool in tools where tool.takes(graph) {
        report.add(try figures(of: tool, graph, bare, in: "\(folder)/\(tool.name)").row)
      }
    }
    report.finish()
  }

  private var graphs: [RunnerGraph] {
    stages.map { RunnerGraph(.fan, stages: $0, isRun: true) }
      + (chain > 0 ? [RunnerGraph(.chain, stages: chain, isRun: true)] : [])
      + planned.map { RunnerGraph(.fan, stages: $0, isRun: false) }
      + (dense > 0 ? [RunnerGraph(.dense, stages: 2 * dense, isRun: false)] : [])
  }

  private func start(in folder: String) throws -> RunnerFigures {
    let times = try (0..<repeats).map { _ in
      try TimedProcess.run(["/proc/self/exe", "--version"], in: folder)
    }
    var figures = RunnerFigures(tool: "bondlab", graph: "--version")
    (figures.run, figures.peak) = (median(times.map(\.seconds)), times.map(\.peak).max())
    return figures
  }

  private func figures(
    of tool: RunnerTool, _ graph: RunnerGraph, _ bare: Double?, in folder: String
  ) throws -> RunnerFigures {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try tool.prepare(graph, in: folder)
    var figures = RunnerFigures(tool: tool.name, graph)
    var times = try (0..<repeats).map { _ in
      try TimedProcess.run(tool.planWords, in: folder).succeeded(tool.name)
    }
    figures.plan = median(times.map(\.seconds))
    if graph.isRun {
      let words = tool.runWords(jobs: jobs)
      let first = try TimedProcess.run(words, in: folder).succeeded(tool.name)
      let again = try (0..<repeats).map { _ in
        try TimedProcess.run(words, in: folder).succeeded(tool.name)
      }
      (figures.run, figures.bare) = (first.seconds, bare)
      figures.again = median(again.map(\.seconds))
      times += [first] + again
    }
    figures.peak = times.map(\.peak).max()
    return figures
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// An empty folder that is there as long as the benchmark runs.
private struct BenchmarkFolder {
  let path: String

  init(_ path: String?) throws {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    self.path = path ?? "\(parent)/bondlab-bench-\(ProcessInfo.processInfo.processIdentifier)"
    guard !FileManager.default.fileExists(atPath: self.path) else {
      throw ValidationError("\(self.path) is there already, and would be removed; name another")
    }
    try FileManager.default.createDirectory(
      atPath: self.path, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
