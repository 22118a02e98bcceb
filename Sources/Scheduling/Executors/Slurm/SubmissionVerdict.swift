/// The end of a submission, as far as it matters for what comes next, with messages for people.
package enum SubmissionVerdict: Hashable, Sendable {
  /// The stage's output lies in the job's folder.
  case done
  /// The stage stopped because it was asked to.
  case stopped
  /// The stage failed with an error of its own.
  case failed(String)
  case crashed(String)
  case memory(String)
  case timeout(String)
  /// The machine that it ran on went away; its nodes are not to be used again for this stage.
  case machine(String, nodes: String)
  /// Slurm doesn't know the job any more, and it left no answer.
  case lost(String)
  /// Somebody else cancelled the job.
  case cancelled(String)
  /// Slurm won't take the job, or will never start it.
  case refused(String)
}

extension SubmissionVerdict {
  /// Judges by the job's answer and, where that leaves a question, by what Slurm says.
  ///
  /// - Parameters:
  ///   - limit: The job's time limit in seconds.
  ///   - warning: Seconds before its time limit at which Slurm may ask the job to stop.
  init(
    _ exit: JobExit, _ signs: JobOutputSigns, _ entry: QueueEntry?, limit: Double?,
    warning: Double
  ) {
    if exit.outcome == .done {
      self = .done
      return
    }
    // A command that Slurm ends looks like one that failed.
    if exit.outcome == .failed && signs == JobOutputSigns() {
      self = .failed(exit.message ?? "it failed")
      return
    }
    let hasTimedOut = limit.map { exit.end - exit.start >= $0 - warning - 1 } ?? false
    if let memory = signs.memory {
      self = .memory(memory)
    } else if exit.outcome == .memory {
      self = .memory(
        "the system ran out of memory and killed it; its largest process had "
          + ProgressText.bytes(exit.mostMemory))
    } else if signs.hasReachedTimeLimit || hasTimedOut && exit.outcome == .stopped {
      self = .timeout(Self.timeLimit)
    } else if let entry, let words = Self(entry, signs), entry.state != .completed,
      entry.state != .failed
    {
      self = words
    } else if signs.hasLostNode || signs.wasPreempted {
      self = .machine("its node was taken away", nodes: entry?.nodes ?? "")
    } else if exit.outcome == .stopped {
      self = .machine("it was asked to stop, and not by this run", nodes: "")
    } else {
      self = .crashed(exit.message ?? "the worker ended without an answer")
    }
  }

  /// Judges by what Slurm says alone, once a job is over; nil where it isn't.
  init?(_ entry: QueueEntry, _ signs: JobOutputSigns) {
    let reason = entry.reason.isEmpty || entry.reason == "None" ? "" : " (\(entry.reason))"
    switch entry.state {
    case .waiting, .running, .unknown: return nil
    case .machineFailed: self = .machine("its node failed\(reason)", nodes: entry.nodes)
    case .memoryExceeded: self = .memory(signs.memory ?? "it exceeded its memory limit")
    case .timeExceeded: self = .timeout(Self.timeLimit)
    case .cancelled: self = .cancelled("its job \(entry.jobID) was cancelled in Slurm")
    case .completed: self = .crashed("its job \(entry.jobID) ended without an answer")
    case .failed:
      if let memory = signs.memory {
        self = .memory(memory)
      } else if signs.hasLostNode || signs.wasPreempted {
        self = .machine("its node was taken away", nodes: entry.nodes)
      } else {
        self = .crashed("its job \(entry.jobID) failed without an answer\(reason)")
      }
    }
  }

  private static let timeLimit = "it reached its time limit"
}

extension SubmissionVerdict {
  /// Returns the failure of a stage that ended without a result; one that people or Slurm decided
  /// on is not tried again.
  func failure(_ request: SlurmRequest) -> StageFailure {
    switch self {
    case .done, .stopped: StageFailure(.runner, "it brought no result")
    case .failed(let message): StageFailure(.error, message)
    case .crashed(let message): StageFailure(.crash, message)
    case .cancelled(let message): StageFailure(.runner, message)
    case .refused(let words): StageFailure(.runner, "Slurm refuses it: \(words)")
    case .lost(let message), .machine(let message, _): StageFailure(.machine, message)
    case .memory(let message):
      StageFailure(
        .memory, message + (request.memory.map { "; it asked for \($0) MiB" } ?? ""))
    case .timeout(let message):
      StageFailure(.timeout, message + (request.minutes.map { " of \($0) min" } ?? ""))
    }
  }
}
