internal import Pipeline
internal import Platform

/// The variables that a command has: those of this program, and what is the stage's own.
enum CommandEnvironment {
  /// `NAME=VALUE`, each name once.
  static func make(
    _ options: ShellOptions, for job: StageJob, in folder: String, _ mark: ProcessMark
  ) -> [String] {
    var own = [ProcessMark.variable: mark.value, "PWD": folder]
    own["BONDLAB_THREADS"] = "\(job.threads)"
    // What several libraries ask; whoever has set it has chosen.
    if ProcessEnvironment.value("OMP_NUM_THREADS") == nil {
      own["OMP_NUM_THREADS"] = "\(job.threads)"
    }
    for input in job.inputs {
      let name = ShellNames.input(ofRole: input.role)
      own[ShellNames.variable(ofInput: name)] = "\(folder)/\(ShellNames.inputs)/\(name)"
    }
    own.merge(options.environment ?? [:]) { $1 }
    return ProcessEnvironment.entries(adding: own.map { "\($0)=\($1)" })
  }
}
