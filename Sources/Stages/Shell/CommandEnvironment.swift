internal import Pipeline
internal import Platform

/// Makes the environment variables of a command: those of this program and those of the stage.
enum CommandEnvironment {
  /// Makes the list of variables as `NAME=VALUE`, each name once.
  static func make(
    _ options: ShellOptions, for job: StageJob, in folder: String, _ mark: ProcessMark
  ) -> [String] {
    var own = [ProcessMark.variable: mark.value, "PWD": folder]
    own["BONDLAB_THREADS"] = "\(job.threads)"
    // Several libraries read this variable. A user who has set it keeps that value.
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
