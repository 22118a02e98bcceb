@preconcurrency internal import Glibc
internal import Pipeline

/// The variables that a command has: those of this program, and what is the stage's own.
enum CommandEnvironment {
  /// `NAME=VALUE`, each name once.
  static func make(
    _ options: ShellOptions, for job: StageJob, in folder: String, _ mark: ProcessMark
  ) -> [String] {
    var own = [ProcessMark.variable: mark.value, "PWD": folder]
    own["BONDLAB_THREADS"] = "\(job.threads)"
    // What several libraries ask; whoever has set it has chosen.
    if getenv("OMP_NUM_THREADS") == nil { own["OMP_NUM_THREADS"] = "\(job.threads)" }
    for input in job.inputs {
      let name = ShellNames.input(ofRole: input.role)
      own[ShellNames.variable(ofInput: name)] = "\(folder)/\(ShellNames.inputs)/\(name)"
    }
    own.merge(options.environment ?? [:]) { $1 }
    return inherited(without: own) + own.map { "\($0)=\($1)" }
  }

  private static func inherited(without own: [String: String]) -> [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
      let text = String(cString: entry)
      if own[String(text.prefix { $0 != "=" })] == nil { entries.append(text) }
      next += 1
    }
    return entries
  }
}
