internal import Pipeline

/// Reads the files that jobs leave in the folder for their answers.
struct JobAnswers {
  /// Seconds between two readings of the progress of running jobs.
  private static let progressInterval = 5.0

  private let folder: String
  private var readProgressAt = 0.0

  init(folder: String) { self.folder = folder }

  /// Names of the files in the folder.
  var names: Set<String> { Set(SharedFile.names(in: folder)) }

  /// Returns the answer of a job that has ended, if it is there and belongs to this submission.
  func exit(of task: SlurmTask, among names: Set<String>) -> JobExit? {
    guard let name = task.exitName, names.contains(name), !task.state.awaitsQueue,
      let submission = task.submission, let bytes = SharedFile.read("\(folder)/\(name)"),
      let exit = try? decodedLine(JobExit.self, bytes), exit.token == submission.token,
      exit.index == submission.index
    else { return nil }
    return exit
  }

  /// Reports the progress of running jobs, unless that was done a moment ago.
  mutating func reportProgress(
    of tasks: some Sequence<SlurmTask>, among names: Set<String>, at now: Double
  ) {
    guard now - readProgressAt >= Self.progressInterval else { return }
    readProgressAt = now
    for task in tasks {
      guard let submission = task.submission else { continue }
      let name = SubmissionFolder.progressName(submission.token, submission.index)
      guard names.contains(name), let bytes = SharedFile.read("\(folder)/\(name)"),
        let progress = try? decodedLine(StageProgress.self, bytes)
      else { continue }
      task.report(.progress(progress))
    }
  }
}
