@preconcurrency internal import Glibc
public import Pipeline
public import Statistics
internal import Options

/// Runs a command as a stage, so that any program can be one.
///
/// The command works in a folder that is new for every attempt. It finds its declared files there,
/// and the files of the stages that it reads under `inputs`; it leaves the declared outputs.
public enum ShellStage: StageKind {
  public static let name = "shell"
  public static let version = 1
  public static let about = "runs a command in a folder of its own"
  public static let produces = "files"
  public static let metrics: [MetricDeclaration]? = nil

  public static func conflicts(
    _ options: ShellOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    ShellNames.conflicts(options, inputs: request.stage.groups.map(\.role))
  }

  public static func run(
    _ options: ShellOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let folder = try CommandFolder(for: job)
    try folder.link(options, job.inputs)
    let mark = ProcessMark()
    try mark.note(in: job.workFolder)
    let environment = CommandEnvironment.make(options, for: job, in: folder.path, mark)
    let process = try CommandProcess(
      words: words(of: options.command), folder: folder.path, environment: environment)
    let end = process.wait(reporter)
    ProcessMark.forget(in: job.workFolder)
    if end.wasStopped { throw StageStopped() }
    try end.check()
    var output = StageOutput(
      files: try folder.outputs(options.outputs ?? []), timings: end.timings)
    if let name = options.metrics {
      let (metrics, note) = try MetricFile.read(in: folder.path, name)
      output.metrics = metrics
      if let note { reporter.log(note) }
    }
    return output
  }

  private static func words(of command: OneOrMore) -> [String] {
    switch command {
    case .one(let text): ["/bin/sh", "-e", "-c", text]
    case .more(let words): words
    }
  }
}
