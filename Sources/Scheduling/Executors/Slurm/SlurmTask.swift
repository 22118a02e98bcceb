internal import Glibc
internal import Pipeline
internal import Platform

/// A stage that the executor runs or is to run.
struct SlurmTask {
  typealias Report = @Sendable (ExecutorEvent) -> Void

  let job: StageJob
  let request: SlurmRequest
  let report: Report
  var state: SubmissionState
  /// Its latest submission to Slurm; nil where there was none.
  var submission: Submission?
  /// Slurm's number of the job; nil where it is not known.
  var jobID: SlurmJobID?
  /// Whether an earlier process submitted it, and Slurm has not yet shown it to this one as waiting
  /// or running.
  var isInherited = false
  /// Whether it is to be cancelled as soon as it has a number.
  var isUnwanted = false

  init(
    _ job: StageJob, request: SlurmRequest, phase: SubmissionState.Phase,
    settings: SlurmSettings, report: @escaping Report
  ) {
    self.job = job
    self.request = request
    self.report = report
    state = SubmissionState(
      phase, timing: settings.timing, limit: request.minutes.map { Double($0) * 60 },
      warning: settings.grace > 0 ? settings.grace + 60 : 0)
  }

  var folder: SubmissionFolder? { submission.map { SubmissionFolder(path: $0.folder) } }

  var exitName: String? {
    submission.map { SubmissionFolder.exitName($0.token, $0.index) }
  }

  /// The reasons for its end that Slurm has written into its output by now.
  var signs: JobOutputSigns {
    guard let folder, let submission else { return JobOutputSigns() }
    return JobOutputSigns(SharedFile.end(of: folder.output(submission.index), bytes: 1 << 16))
  }
}

// MARK: - Looking for it

extension SlurmTask {
  /// Whether Slurm is to be asked for its job: one that may not be submitted yet can't be missed.
  ///
  /// Where its submission was cut off, sbatch may have outlived its coordinator; then it holds the
  /// folder's lock.
  var isToBeAskedFor: Bool {
    switch state.phase {
    case .submitting, .ended: return false
    case .submitted, .running: return submission != nil
    case .doubtful:
      return folder?.lock() != nil
    }
  }

  /// Describes its job's state in the queue for people; nil where that is no news.
  ///
  /// - Parameter before: The phase that it was in before.
  func note(on entry: QueueEntry, before: SubmissionState.Phase) -> String? {
    let reason = entry.reason.isEmpty || entry.reason == "None" ? "" : ": \(entry.reason)"
    switch entry.state {
    case .waiting: return "waits in Slurm's queue as job \(entry.jobID)\(reason)"
    case .running where before != .running: return "job \(entry.jobID) on \(entry.nodes)"
    default: return nil
    }
  }
}

// MARK: - Its end

extension SlurmTask {
  /// Returns the event by which its end is reported to the run.
  func event(_ verdict: SubmissionVerdict) -> ExecutorEvent {
    switch verdict {
    case .stopped: return .stopped
    case .done:
      do {
        return .done(try output())
      } catch {
        return .failed(reported(StageFailure(.crash, "\(error)")))
      }
    default: return .failed(reported(verdict.failure(request)))
    }
  }

  private func output() throws -> StageOutput {
    guard let folder, let index = submission?.index else {
      throw SlurmSilence("its output is gone")
    }
    return try OutputLinks.linked(folder.result(index), in: folder.path, index)
  }

  /// Returns the failure that is reported for `failure`: where the job failed while nobody looked,
  /// one of the machine, after which this run tries the stage again.
  private func reported(_ failure: StageFailure) -> StageFailure {
    guard isInherited else { return failure }
    return StageFailure(
      .machine, "its job of an earlier run came to nothing: \(failure.message)")
  }

  /// Appends what Slurm and the job printed to the stage's log.
  func keepOutput() {
    guard let folder, let index = submission?.index else { return }
    let printed = SharedFile.end(of: folder.output(index), bytes: 1 << 16)
    if !printed.isEmpty { SharedFile.append(printed, to: job.logFile) }
  }
}

extension SubmissionState.Event {
  /// Whether the reasons that Slurm wrote matter for it, as they do where a job did not end by
  /// itself.
  var needsSigns: Bool {
    switch self {
    case .exit(let exit): exit.outcome != .done
    case .queue(let entry): entry?.state.isFinal ?? true
    case .tick: true
    default: false
    }
  }
}
