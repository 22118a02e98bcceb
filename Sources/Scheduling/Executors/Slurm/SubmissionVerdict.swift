/// How a submission ended, as far as it matters for what comes next; messages are for people.
package enum SubmissionVerdict: Hashable, Sendable {
  /// The stage's output lies in the job's folder.
  case done
  /// As it was asked to.
  case stopped
  /// The stage's own error.
  case failed(String)
  case crashed(String)
  case memory(String)
  case timeout(String)
  /// The machine under it went away; the node is not to be used again for this stage.
  case machine(String, nodes: String)
  /// Slurm knows it no more and it left no answer.
  case lost(String)
  /// By somebody else.
  case cancelled(String)
  /// Slurm won't take it, or will never start it.
  case refused(String)
}

extension SubmissionVerdict {
  /// What follows from the job's answer and, where that leaves a question, from Slurm's word.
  ///
  /// - Parameters:
  ///   - limit: The job's time limit in seconds.
  ///   - warning: How long before it Slurm may tell the job to stop, in seconds.
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
      self = .machine("it was told to stop, and not by this run", nodes: "")
    } else {
      self = .crashed(exit.message ?? "the worker ended without an answer")
    }
  }

  /// What follows from Slurm's word alone, once a job is over; nil where it isn't.
  init?(_ entry: QueueEntry, _ signs: JobOutputSigns) {
    let reason = entry.reason.isEmpty || entry.reason == "None" ? "" : " (\(entry.reason))"
    switch entry.state {
    case .waiting, .running, .unknown: return nil
    case .machineFailed: self = .machine("its node failed\(reason)", nodes: entry.nodes)
    case .memoryExceeded: self = .memory(signs.memory ?? "it exceeded its memory limit")
    case .timeExceeded: self = .timeout(Self.timeLimit)
    case .cancelled: self = .cancelled("its job \(entry.place) was cancelled in Slurm")
    case .completed: self = .crashed("its job \(entry.place) ended without an answer")
    case .failed:
      if let memory = signs.memory {
        self = .memory(memory)
      } else if signs.hasLostNode || signs.wasPreempted {
        self = .machine("its node was taken away", nodes: entry.nodes)
      } else {
        self = .crashed("its job \(entry.place) failed without an answer\(reason)")
      }
    }
  }

  private static let timeLimit = "it reached its time limit"
}

extension SubmissionVerdict {
  /// What the run makes of an end that brought no result. What people or Slurm decided is not tried
  /// again.
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
