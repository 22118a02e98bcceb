internal import Pipeline

/// A stage that is in the executor's care.
struct SlurmTask {
  typealias Report = @Sendable (ExecutorEvent) -> Void

  let job: StageJob
  let request: SlurmRequest
  let report: Report
  var state: SubmissionState
  /// What it was submitted as last; nil where it never was.
  var submission: Submission?
  var place: JobPlace?
  /// Whether an earlier process submitted it and Slurm hasn't shown it at work since.
  var isInherited = false
  /// Whether it is to be cancelled as soon as it has a number.
  var isUnwanted = false

  var folder: SubmissionFolder? { submission.map { SubmissionFolder(path: $0.folder) } }

  var exitName: String? {
    submission.map { SubmissionFolder.exitName($0.token, $0.index) }
  }

  /// What Slurm has written into its output by now.
  var signs: JobOutputSigns {
    guard let folder, let submission else { return JobOutputSigns() }
    return JobOutputSigns(SharedFile.end(of: folder.output(submission.index), bytes: 1 << 16))
  }
}
