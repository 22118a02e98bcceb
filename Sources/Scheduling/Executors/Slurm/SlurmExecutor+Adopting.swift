internal import FoundationEssentials
internal import Pipeline
internal import Spec

extension SlurmExecutor {
  /// What an earlier process submitted for a stage, as far as it may still come to a result.
  func heirloom(_ key: Fingerprint) -> (submission: Submission, manifest: JobManifest)? {
    var found: (submission: Submission, manifest: JobManifest)?
    attempt {
      for submission in try context.journal.open(key) {
        if let manifest = worthwhile(submission) {
          found = found ?? (submission, manifest)
        } else {
          try context.journal.ended(
            submission.token, index: submission.index, message: "ended before another run began")
        }
      }
    }
    return found
  }

  /// The manifest of a submission that hasn't failed; a failure before this run is not its own.
  private func worthwhile(_ submission: Submission) -> JobManifest? {
    let folder = SubmissionFolder(path: submission.folder)
    let name = SubmissionFolder.exitName(submission.token, submission.index)
    if let bytes = SharedFile.read("\(exits)/\(name)"),
      let exit = try? decodedLine(JobExit.self, bytes), exit.token == submission.token,
      exit.outcome != .done
    {
      return nil
    }
    guard let manifest = folder.readManifest(submission.index),
      manifest.token == submission.token
    else { return nil }
    return manifest
  }

  /// Goes on with a job that an earlier process submitted, or tried to.
  func takeOver(
    _ job: StageJob, _ submission: Submission, _ report: @escaping SlurmTask.Report
  ) {
    let age = max(0, Date().timeIntervalSince1970 - submission.submitted)
    let request = SlurmRequest(job, settings)
    let phase: SubmissionState.Phase =
      submission.state == .submitted ? .submitted : .doubtful(since: Self.now() - age)
    tasks[job.id] = SlurmTask(
      job: job, request: request, report: report, state: newState(phase, request),
      submission: submission, place: submission.job.flatMap { JobPlace($0) }, isInherited: true)
    clock.wakes()
    SharedFile.append(
      "taken over from an earlier run: Slurm's job \(submission.job ?? "of unknown number")\n",
      to: job.logFile)
  }

  /// A submission whose fate was not known turned out to be a job.
  func adopt(_ id: String, _ place: JobPlace) {
    tasks[id]?.place = place
    guard let submission = tasks[id]?.submission else { return }
    attempt {
      try context.journal.accepted(
        submission.token, jobs: [submission.index: place.description])
    }
    cancelUnwanted()
  }
}
