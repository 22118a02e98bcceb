/// The state machine of one stage that was handed to Slurm: a value that decides what follows from
/// each event, with no thread, clock or command. Times are seconds of a clock that never goes back.
///
/// The job's own answer counts more than anything Slurm says. Where Slurm doesn't answer, nothing
/// follows; where its answers lack the job for long enough, the job is lost.
package struct SubmissionState: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    /// The command sbatch has been called.
    case submitting
    /// The command sbatch gave no answer that can be relied on: the job may exist.
    case doubtful(since: Double)
    case submitted
    case running
    /// The end of the stage was reported, once.
    case ended
  }

  package enum Event: Hashable, Sendable {
    case accepted
    /// Slurm refused the job for good; in its words.
    case refused(String)
    /// The command sbatch failed for reasons that pass, or gave no answer.
    case unanswered
    /// The job's answer has been read.
    case exit(JobExit)
    /// A query was answered; nil where the job is not in the answer.
    case queue(QueueEntry?)
    case queryFailed
    case tick
    /// The run doesn't want the job any more, and Slurm has cancelled it.
    case cancelled
  }

  package enum Action: Hashable, Sendable {
    case report(SubmissionVerdict)
    /// Submit the stage again, since the submission never came to Slurm.
    case submitAgain
    /// Note that the submission came to Slurm after all, as this job.
    case adopt(SlurmJobID)
    /// Cancel the job.
    case cancel
    /// Show a message about something that a person may have to look into.
    case warn(String)
  }

  private let timing: SlurmTiming
  private let limit: Double?
  private let warning: Double
  package private(set) var phase: Phase
  /// Whether this run asked the job to stop.
  package var isAskedToStop = false
  /// The job's answer, where Slurm has to be asked what it means.
  private var answer: JobExit?
  private var answeredAt = 0.0
  /// The queue's entry once the job is over; the job's answer may still have to become visible.
  private var final: QueueEntry?
  private var finalSince = 0.0
  private var missingSince: Double?
  private var hopelessSince: Double?

  /// Creates the state of a submission.
  ///
  /// - Parameters:
  ///   - limit: The job's time limit in seconds; nil for none of its own.
  ///   - warning: Seconds before its time limit at which Slurm may ask the job to stop.
  package init(
    _ phase: Phase = .submitting, timing: SlurmTiming, limit: Double? = nil, warning: Double = 0
  ) {
    (self.phase, self.timing) = (phase, timing)
    (self.limit, self.warning) = (limit, warning)
  }

  /// Whether only Slurm's answer can say what the job's answer means.
  package var awaitsQueue: Bool { answer != nil }

  /// Takes notice of an event and returns the actions that follow from it.
  ///
  /// - Parameters:
  ///   - signs: The reasons that Slurm has written into the job's output by now.
  ///   - now: The time in seconds.
  package mutating func handle(
    _ event: Event, signs: JobOutputSigns = JobOutputSigns(), at now: Double
  ) -> [Action] {
    guard phase != .ended else { return [] }
    switch event {
    case .accepted:
      phase = .submitted
      return []
    case .refused(let words): return end(.refused(words))
    case .unanswered:
      phase = .doubtful(since: now)
      return []
    case .exit(let exit): return answered(exit, signs, now)
    case .queue(let entry?): return seen(entry, signs, now)
    case .queue(nil): return missed(signs, now)
    case .queryFailed: return []
    case .tick: return waited(signs, now)
    case .cancelled: return end(.stopped)
    }
  }

  private mutating func end(_ verdict: SubmissionVerdict) -> [Action] {
    phase = .ended
    return [.report(verdict)]
  }

  private mutating func answered(
    _ exit: JobExit, _ signs: JobOutputSigns, _ now: Double
  ) -> [Action] {
    if exit.outcome == .stopped && isAskedToStop { return end(.stopped) }
    if answer == nil { (answer, answeredAt) = (exit, now) }
    let verdict = verdict(of: exit, signs)
    switch verdict {
    case .done, .failed, .memory, .timeout: return end(verdict)
    default: return final == nil ? [] : end(verdict)
    }
  }

  private func verdict(of exit: JobExit, _ signs: JobOutputSigns) -> SubmissionVerdict {
    SubmissionVerdict(exit, signs, final, limit: limit, warning: warning)
  }

  private mutating func seen(
    _ entry: QueueEntry, _ signs: JobOutputSigns, _ now: Double
  ) -> [Action] {
    missingSince = nil
    var actions: [Action] = []
    switch phase {
    case .submitting, .ended: return []
    case .doubtful: actions.append(.adopt(entry.jobID))
    case .submitted, .running: break
    }
    guard entry.state.isFinal else { return actions + goesOn(entry, now) }
    phase = .running
    if final == nil { (final, finalSince) = (entry, now) }
    if let answer { return actions + end(verdict(of: answer, signs)) }
    return signs.memory.map { actions + end(.memory($0)) } ?? actions
  }

  private mutating func goesOn(_ entry: QueueEntry, _ now: Double) -> [Action] {
    final = nil
    phase = entry.state == .waiting ? .submitted : .running
    guard entry.mayNeverStart else {
      hopelessSince = nil
      return []
    }
    guard let since = hopelessSince else {
      hopelessSince = now
      return [.warn("job \(entry.jobID) waits and may never start: \(entry.reason)")]
    }
    guard now - since >= timing.patience else { return [] }
    return [.cancel]
      + end(.refused("its job \(entry.jobID) could not start: \(entry.reason)"))
  }

  private mutating func missed(_ signs: JobOutputSigns, _ now: Double) -> [Action] {
    switch phase {
    case .submitting, .ended: return []
    case .doubtful(let since):
      guard now - since >= timing.settle else { return [] }
      phase = .submitting
      return [.submitAgain]
    case .submitted, .running:
      if let answer { return end(verdict(of: answer, signs)) }
      guard let since = missingSince else {
        missingSince = now
        return []
      }
      guard now - since >= timing.lost else { return [] }
      return end(.lost("Slurm knows its job no more, and it left no answer"))
    }
  }

  private mutating func waited(_ signs: JobOutputSigns, _ now: Double) -> [Action] {
    if let answer, now - answeredAt >= timing.query + timing.settle {
      return end(verdict(of: answer, signs))
    }
    guard let final, now - finalSince >= timing.settle else { return [] }
    return SubmissionVerdict(final, signs).map { end($0) } ?? []
  }
}
