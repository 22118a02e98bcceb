@preconcurrency internal import Glibc
public import Pipeline
internal import Options
internal import Spec

/// Runs a command, so that any program can be a stage.
///
/// The command works in a folder that is new for every attempt. It finds there its declared files,
/// and under `inputs` what the stages that it reads have left; it leaves the declared outputs.
public enum ShellStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "shell", version: 1, about: "runs a command in a folder of its own", produces: "files",
      options: [
        OptionDeclaration(
          "command", .either([.verbatim, .list(.verbatim)]), .required,
          "what `/bin/sh -e` runs, or the words of a program that is run without a shell"),
        OptionDeclaration(
          "inputs", .map(.stage(producing: [])), .optional,
          "stages that it reads: their files are in inputs/NAME, which $NAME leads to, "
            + "their figures in inputs/NAME/metrics.json"),
        OptionDeclaration(
          "over", .either([.axis, .list(.axis)]), .optional,
          "gathers the inputs over an axis: each then has a folder for every value, "
            + "such as inputs/NAME/VALUE"),
        OptionDeclaration(
          "files", .map(.file), .optional, "files that it finds in its folder by these names"),
        OptionDeclaration(
          "outputs", .list(.text), .optional, "files that it must leave in its folder"),
        OptionDeclaration(
          "metrics", .text, .optional,
          "a .json or .csv file with its figures: numbers by name, and lists of numbers as curves"),
        OptionDeclaration(
          "environment", .map(.verbatim), .optional,
          "variables that it has beside those of the program"),
      ], conflicts: ShellNames.conflicts)
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let folder = try CommandFolder(for: job)
    try folder.link(job)
    let mark = ProcessMark()
    try mark.note(in: job.workFolder)
    let environment = CommandEnvironment.make(for: job, in: folder.path, mark)
    let process = try CommandProcess(
      words: words(of: job.options["command"] ?? .null), folder: folder.path,
      environment: environment)
    let end = process.wait(reporter)
    ProcessMark.forget(in: job.workFolder)
    if end.wasStopped { throw StageStopped() }
    try end.check()
    var output = StageOutput(files: try folder.outputs(job), timings: end.timings)
    if let name = job.options["metrics"]?.text {
      output.metrics = try FigureFile.metrics(in: folder.path, name)
    }
    return output
  }

  private static func words(of command: Value) -> [String] {
    if let words = command.list { return words.compactMap(\.text) }
    return ["/bin/sh", "-e", "-c", command.text ?? ""]
  }
}
