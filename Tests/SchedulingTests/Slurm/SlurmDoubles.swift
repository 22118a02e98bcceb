import Dispatch
import Pipeline
import Scheduling
import Spec
import Synchronization

/// A journal in memory.
final class MemoryJournal: SubmissionJournal {
  private let rows = Mutex<[Submission]>([])
  private let notes = Mutex<[String]>([])

  init(_ submissions: [Submission] = []) { rows.withLock { $0 = submissions } }

  var all: [Submission] { rows.withLock { $0 } }
  var messages: [String] { notes.withLock { $0 } }

  func begin(_ submissions: [Submission]) { rows.withLock { $0 += submissions } }

  func accepted(_ token: String, jobs: [Int: String]) {
    change(token) { row in
      row.job = jobs[row.index] ?? row.job
      row.state = .submitted
    }
  }

  func ended(_ token: String, index: Int, message: String) {
    notes.withLock { $0.append(message) }
    change(token) { row in if row.index == index { row.state = .closed } }
  }

  func open(_ stage: Fingerprint) -> [Submission] { open.filter { $0.stage == stage } }

  /// The open submissions, the latest first.
  var open: [Submission] { all.filter { $0.state != .closed }.reversed() }

  func settle(_ discard: (String) throws -> Void) {}

  private func change(_ token: String, _ body: (inout Submission) -> Void) {
    rows.withLock { rows in
      for index in rows.indices where rows[index].token == token { body(&rows[index]) }
    }
  }
}

/// A Slurm without a cluster: a test says what it answers, and ends its jobs.
final class ScriptedSlurm: SlurmClient {
  private struct State {
    var answers: [SubmissionAnswer] = []
    var silence: SlurmSilence?
    var submitted: [[String]] = []
    var entries: [QueueEntry] = []
    var cancelled: [String] = []
    var queries: [[String]] = []
    var numbers = 0
  }

  private let state = Mutex(State())
  private let showsJobs: Bool

  /// Creates a Slurm without jobs.
  ///
  /// - Parameters:
  ///   - answers: The answers to the first submissions, in order; later ones are accepted.
  ///   - showsJobs: Whether the queue shows accepted jobs as running.
  init(answers: [SubmissionAnswer] = [], showsJobs: Bool = true) {
    self.showsJobs = showsJobs
    state.withLock { $0.answers = answers }
  }

  /// The arguments of each call of sbatch.
  var submitted: [[String]] { state.withLock { $0.submitted } }
  var cancelled: [String] { state.withLock { $0.cancelled } }
  var queries: [[String]] { state.withLock { $0.queries } }

  func fallSilent(_ words: String?) {
    state.withLock { $0.silence = words.map { SlurmSilence($0) } }
  }

  func show(_ entries: [QueueEntry]) { state.withLock { $0.entries = entries } }

  func submit(_ arguments: [String], holding held: Int32?) -> SubmissionAnswer {
    state.withLock { state in
      state.submitted.append(arguments)
      if !state.answers.isEmpty { return state.answers.removeFirst() }
      state.numbers += 1
      if showsJobs { state.entries += Self.entries(arguments, job: state.numbers) }
      return .accepted("\(state.numbers)")
    }
  }

  /// Returns the queue's entries of a request that has been accepted.
  static func entries(_ arguments: [String], job: Int, state: String = "RUNNING") -> [QueueEntry] {
    let token = value("comment", in: arguments) ?? ""
    let last = value("array", in: arguments).flatMap {
      Int($0.dropFirst(2).prefix { $0.isNumber })
    }
    return (0...(last ?? 0)).map { index in
      QueueEntry(
        jobID: SlurmJobID(job: "\(job)", index: index, isTask: last != nil),
        name: value("job-name", in: arguments) ?? "", token: token, state: QueueState(state),
        nodes: "n1", reason: "None")
    }
  }

  static func value(_ option: String, in arguments: [String]) -> String? {
    let prefix = "--\(option)="
    return arguments.first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  func queue(_ names: [String]) throws(SlurmSilence) -> [QueueEntry] {
    let (silence, entries) = state.withLock { state in
      state.queries.append(names)
      return (state.silence, state.entries)
    }
    if let silence { throw silence }
    return entries
  }

  func accounts(_ names: [String]) -> [QueueEntry]? { nil }

  func cancel(_ jobs: [SlurmJobID]) throws(SlurmSilence) {
    try note(jobs.map(\.description))
  }

  func cancel(name: String) throws(SlurmSilence) { try note([name]) }

  private func note(_ names: [String]) throws(SlurmSilence) {
    let silence = state.withLock { state in
      state.cancelled += names
      return state.silence
    }
    if let silence { throw silence }
  }

  func configuration() throws(SlurmSilence) -> SlurmConfiguration {
    SlurmConfiguration(maximumArraySize: 1001, retention: 300)
  }
}
