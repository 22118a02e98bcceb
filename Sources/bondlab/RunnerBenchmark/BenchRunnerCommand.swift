internal import ArgumentParser
internal import FoundationEssentials
internal import Reporting

struct BenchRunnerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runner",
    abstract: "Times the runner itself, with stages that do next to nothing",
    discussion: """
      Every stage is a process that writes a line. A fan has a first stage, stages that read it, \
      and a last stage that reads them all; a chain has one stage after the other; in a dense \
      graph each stage of one half reads every stage of the other half. `engine_ms` is the time \
      for a stage of the first run beyond the time of the processes alone, as many at a time. \
      `again_seconds` is the same command when everything is done, `plan_seconds` a plan of the \
      whole. Seconds are medians, except those of the first run. doit and ninja are timed for \
      comparison where they are installed.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of stages of the fans that are run")
  var stages = [100, 1000, 10_000]
  @Option(parsing: .upToNextOption, help: "Numbers of stages of the fans that are only planned")
  var planned = [100_000]
  @Option(help: "Number of stages of the chain that is run; 0 for none")
  var chain = 1000
  @Option(help: "Number of stages of each half of the dense graph that is planned; 0 for none")
  var dense = 3000
  @Option(help: "Number of stages that run at the same time")
  var jobs = 2
  @Option(help: "Number of measurements of each median")
  var repeats = 5
  @Option(help: "Folder to make, work in and remove (otherwise a temporary one)")
  var folder: String?
  @OptionGroup var output: BenchFormatArguments

  func validate() throws {
    let sizes = stages + planned + [chain, dense].filter { $0 != 0 }
    guard sizes.allSatisfy({ $0 >= 3 }), jobs > 0, repeats > 0 else {
      throw ValidationError("graphs have at least 3 stages; --jobs and --repeats at least 1")
    }
  }

  func run() throws {
    let exporter = try output.exporter
    let workFolder = try BenchmarkFolder(folder)
    defer { workFolder.remove() }
    let tools = try RunnerTool.all(in: workFolder.path)
    var report = BenchReport("runner", header: RunnerMeasurement.header, exporter: exporter)
    report.add(try programStart(in: workFolder.path).row)
    for graph in graphs {
      let folder = "\(workFolder.path)/\(graph.name)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let bare = graph.isRun ? try BareProcesses.seconds(graph, in: folder, jobs: jobs) : nil
      if let bare { report.add(RunnerMeasurement(tool: "processes", graph, run: bare).row) }
      for tool in tools where tool.takes(graph) {
        report.add(try measurement(of: tool, graph, bare, in: "\(folder)/\(tool.name)").row)
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

  private func programStart(in folder: String) throws -> RunnerMeasurement {
    let times = try (0..<repeats).map { _ in
      try TimedProcess.run(["/proc/self/exe", "--version"], in: folder)
    }
    var measured = RunnerMeasurement(tool: "bondlab", graph: "--version")
    (measured.run, measured.peak) = (median(times.map(\.seconds)), times.map(\.peak).max())
    return measured
  }

  private func measurement(
    of tool: RunnerTool, _ graph: RunnerGraph, _ bare: Double?, in folder: String
  ) throws -> RunnerMeasurement {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try tool.prepare(graph, in: folder)
    var measured = RunnerMeasurement(tool: tool.name, graph)
    var times = try (0..<repeats).map { _ in
      try TimedProcess.run(tool.planWords, in: folder).succeeded(tool.name)
    }
    measured.plan = median(times.map(\.seconds))
    if graph.isRun {
      let words = tool.runWords(jobs: jobs)
      let first = try TimedProcess.run(words, in: folder).succeeded(tool.name)
      let again = try (0..<repeats).map { _ in
        try TimedProcess.run(words, in: folder).succeeded(tool.name)
      }
      (measured.run, measured.bare) = (first.seconds, bare)
      measured.again = median(again.map(\.seconds))
      times += [first] + again
    }
    measured.peak = times.map(\.peak).max()
    return measured
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// An empty folder that exists as long as the benchmark runs.
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
