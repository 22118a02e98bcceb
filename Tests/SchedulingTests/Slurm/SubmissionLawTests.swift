import Scheduling
import Testing

private let timing: SlurmTiming = {
  var timing = SlurmTiming()
  (timing.settle, timing.lost, timing.query, timing.patience) = (10, 30, 15, 40)
  return timing
}()

/// A submission on its way, with what the laws need to know of its past.
private struct Walk: Hashable {
  var state: SubmissionState
  var now = 0.0
  var reports = 0
  /// When the first of the latest answers came that all lack the job.
  var missingSince: Double?
  var complaint: String?

  mutating func handle(_ event: SubmissionState.Event, after seconds: Double) {
    now += seconds
    let before = state
    let actions = state.handle(event, at: now)
    if case .queue(let entry) = event {
      missingSince = entry == nil ? missingSince ?? now : nil
    }
    for action in actions { check(action, event, before) }
    if before.phase == .ended { demand(actions.isEmpty, "something follows the end") }
    if event == .queryFailed {
      demand(actions.isEmpty && state == before, "silence is news")
    }
    demand((state.phase == .ended) == (reports == 1), "an end is not reported once")
  }

  private mutating func check(
    _ action: SubmissionState.Action, _ event: SubmissionState.Event, _ before: SubmissionState
  ) {
    switch action {
    case .report(let verdict):
      reports += 1
      check(verdict, event, before)
    case .submitAgain:
      guard case .doubtful(let since) = before.phase, case .queue(nil) = event else {
        return demand(false, "what is not in doubt is submitted again")
      }
      demand(now - since >= timing.settle, "it is submitted again too soon")
    case .adopt:
      guard case .doubtful = before.phase else { return demand(false, "what is known is adopted") }
    case .cancel, .warn:
      guard case .queue(_?) = event else { return demand(false, "a warning without a cause") }
    }
  }

  private mutating func check(
    _ verdict: SubmissionVerdict, _ event: SubmissionState.Event, _ before: SubmissionState
  ) {
    switch (verdict, event) {
    case (.done, .exit(let exit)): demand(exit.outcome == .done, "it is not done")
    case (.done, _): demand(false, "it is done without an answer")
    case (.failed, .exit(let exit)): demand(exit.outcome == .failed, "it did not fail")
    case (.failed, _): demand(false, "it failed without an answer")
    case (.stopped, .exit): demand(before.isAskedToStop, "it was not asked to stop")
    case (.stopped, _): demand(event == .cancelled, "it was not cancelled")
    case (.lost, _):
      demand(
        event == .queue(nil) && missingSince.map { now - $0 >= timing.lost } ?? false,
        "it is lost too soon")
    default: break
    }
  }

  private mutating func demand(_ holds: Bool, _ law: String) {
    if !holds && complaint == nil { complaint = law }
  }
}

/// Everything that can happen to a submission.
private let events: [SubmissionState.Event] = {
  let exits = [JobExit.Outcome.done, .failed, .stopped, .crashed].map { outcome in
    SubmissionState.Event.exit(
      JobExit(
        token: "t", index: 0, outcome: outcome, start: 0, end: 5, mostMemory: 1, host: "n",
        job: nil))
  }
  let states = [
    "PENDING", "RUNNING", "COMPLETED", "NODE_FAIL", "OUT_OF_MEMORY", "TIMEOUT", "FAILED",
    "CANCELLED", "DREAMING",
  ].map { ($0, "None") }
  let seen = (states + [("PENDING", "BadConstraints")]).map { state, reason in
    SubmissionState.Event.queue(
      QueueEntry(
        jobID: SlurmJobID(job: "1", index: 0, isTask: false), name: "n", token: "t",
        state: QueueState(state), nodes: "n1", reason: reason))
  }
  return exits + seen + [
    .accepted, .refused("no"), .unanswered, .queue(nil), .queryFailed, .tick, .cancelled,
  ]
}()

@Suite("the laws of submissions")
struct SubmissionLawTests {
  private static let starts: [SubmissionState] = [
    SubmissionState(timing: timing), SubmissionState(.submitted, timing: timing),
    SubmissionState(.doubtful(since: 0), timing: timing),
    {
      var state = SubmissionState(.submitted, timing: timing)
      state.isAskedToStop = true
      return state
    }(),
  ]

  @Test("hold whatever happens in whatever order", arguments: starts.indices)
  func laws(start: Int) {
    var reached: Set<Walk> = [Walk(state: Self.starts[start])]
    var last = reached
    for _ in 0..<4 {
      var next: Set<Walk> = []
      for walk in last where walk.state.phase != .ended {
        for event in events {
          for seconds in [0.0, 12, 31] {
            var longer = walk
            longer.handle(event, after: seconds)
            #expect(longer.complaint == nil, "\(event) after \(walk)")
            next.insert(longer)
          }
        }
      }
      last = next.subtracting(reached)
      reached.formUnion(next)
    }
    #expect(reached.count > 1000)
    for walk in reached where walk.state.phase != .ended && walk.state.phase != .submitting {
      #expect(endsWhenForgotten(walk), "\(walk)")
    }
  }

  /// Returns whether a job that Slurm doesn't know any more ends or is submitted again.
  private func endsWhenForgotten(_ walk: Walk) -> Bool {
    var walk = walk
    for _ in 0..<4 {
      walk.handle(.queue(nil), after: 20)
      if walk.state.phase == .ended || walk.state.phase == .submitting { return true }
    }
    return false
  }
}
