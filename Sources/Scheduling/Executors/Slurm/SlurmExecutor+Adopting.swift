internal import FoundationEssentials
internal import Pipeline
internal import Spec

extension SlurmExecutor {
  /// What an earlier process submitted for a stage, as far as it can still be understood.
  func heirloom(_ key: String) -> (submission: Submission, manifest: JobManifest)? {
    let known = heirlooms ?? loadHeirlooms()
    heirlooms = known
    guard let submission = known[key] else { return nil }
    let folder = SubmissionFolder(path: submission.folder)
    if let manifest = folder.readManifest(submission.index), manifest.token == submission.token {
      return (submission, manifest)
    }
    heirlooms?[key] = nil
    attempt {
      try context.journal.ended(
        submission.token, index: submission.index, message: "its manifest is gone")
    }
    return nil
  }

  private func loadHeirlooms() -> [String: Submission] {
    var known: [String: Submission] = [:]
    attempt {
      let open = try context.journal.open()
      known = Dictionary(
        open.map { ($0.stage.description, $0) }, uniquingKeysWith: { latest, _ in latest })
    }
    return known
  }

  /// Goes on with a job that an earlier process submitted, or tried to.
  func takeOver(
    _ job: StageJob, _ submission: Submission, _ report: @escaping SlurmTask.Report
  ) {
    heirlooms?[job.key] = nil
    let age = max(0, Date().timeIntervalSince1970 - submission.submitted)
    let request = SlurmRequest(job, settings)
    let phase: SubmissionState.Phase =
      submission.state == .submitted ? .submitted : .doubtful(since: Self.now() - age)
    tasks[job.id] = SlurmTask(
      job: job, request: request, report: report, state: newState(phase, request),
      submission: submission, place: submission.job.flatMap { JobPlace($0) })
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
