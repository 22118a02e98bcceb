/// What is known of one stage that was handed to Slurm, and what follows from it: a value that
/// decides, with no thread, clock or command. Moments are seconds on a clock that never goes back.
///
/// The job's own answer counts more than anything Slurm says. That Slurm doesn't answer is no news;
/// that a job is missing in its answers is, once it has been missing for long enough.
package struct SubmissionState: Hashable, Sendable {
  package enum Phase: Hashable, Sendable {
    /// sbatch has been called.
    case submitting
    /// sbatch gave no answer that can be believed: the job may exist.
    case doubtful(since: Double)
    case submitted
    case running
    /// It was reported, once.
    case ended
  }

  package enum Event: Hashable, Sendable {
    case accepted
    /// For good, in Slurm's words.
    case refused(String)
    /// sbatch failed for reasons that pass, or gave no answer.
    case unanswered
    /// The job's answer is there.
    case exit(JobExit)
    /// A query was answered; nil where the job is not in the answer.
    case queue(QueueEntry?)
    case queryFailed
    case tick
    /// The run wants no more of it, and Slurm has been told to cancel it.
    case cancelled
  }

  package enum Action: Hashable, Sendable {
    case report(SubmissionVerdict)
    /// It never came to Slurm: submit it as something new.
    case submitAgain
    /// It turned out to have come to Slurm, as this job.
    case adopt(JobPlace)
    /// Take it out of the queue.
    case cancel
    /// Something that a person may have to look into.
    case warn(String)
  }

  private let timing: SlurmTiming
  private let limit: Double?
  private let warning: Double
  package private(set) var phase: Phase
  /// Whether the job was asked to stop; then that it stopped is no surprise.
  package var isAskedToStop = false
  /// The job's answer, where it takes Slurm's word to know what it means, and since when.
  private var answer: JobExit?
  private var answeredAt = 0.0
  /// What Slurm said when the job was over; its answer may still have to become visible.
  private var final: QueueEntry?
  private var finalSince = 0.0
  private var missingSince: Double?
  private var hopelessSince: Double?

  /// - Parameters:
  ///   - limit: The job's time limit in seconds; nil for none of its own.
  ///   - warning: How long before it Slurm may tell the job to stop, in seconds.
  package init(
    _ phase: Phase = .submitting, timing: SlurmTiming, limit: Double? = nil, warning: Double = 0
  ) {
    (self.phase, self.timing) = (phase, timing)
    (self.limit, self.warning) = (limit, warning)
  }

  /// Whether Slurm would have to be asked for more to be known.
  package var awaitsQueue: Bool { answer != nil }

  /// - Parameter signs: What Slurm has written into the job's output by now.
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
    case .doubtful: actions.append(.adopt(entry.place))
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
      return [.warn("job \(entry.place) waits and may never start: \(entry.reason)")]
    }
    guard now - since >= timing.patience else { return [] }
    return [.cancel]
      + end(.refused("its job \(entry.place) could not start: \(entry.reason)"))
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
