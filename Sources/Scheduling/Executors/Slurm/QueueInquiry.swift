internal import Dispatch
internal import Pipeline

/// Asks Slurm for the states of jobs, one question at a time.
final class QueueInquiry: @unchecked Sendable {
  /// Receives what Slurm knows of jobs; nil where it did not answer.
  typealias Answer = @Sendable (_ known: [JobKey: QueueEntry]?) -> Void

  // Guard: `home`. Slurm is asked on a queue of its own.
  private let home: DispatchQueue
  private let asking = DispatchQueue(label: "executor.slurm.asking")
  private let client: any SlurmClient
  private let timing: SlurmTiming
  private let notices: SlurmNotices
  private var clock: QueueClock
  private var isAsking = false
  private var isSilent = false
  private var lastAnswer: Set<QueueEntry> = []

  /// Creates an inquiry.
  ///
  /// - Parameter home: The queue that its methods are called on, and that it calls its callers'
  ///   closures on.
  init(
    _ client: any SlurmClient, timing: SlurmTiming, notices: SlurmNotices, home: DispatchQueue
  ) {
    self.client = client
    self.timing = timing
    self.notices = notices
    self.home = home
    clock = QueueClock(timing)
  }

  /// Asks for the configuration of the site's Slurm, and calls `answer` if Slurm answers.
  func learnSite(_ answer: @escaping @Sendable (SlurmConfiguration) -> Void) {
    asking.async { [self] in
      guard let site = try? client.configuration() else { return }
      home.async { [self] in
        clock = QueueClock(timing, retention: site.retention.map(Double.init))
        answer(site)
      }
    }
  }

  /// Asks often again, because something has been submitted or an answer is needed to go on.
  func wakes() { clock.wakes() }

  /// Returns whether a question may be asked now.
  func isDue(at now: Double) -> Bool { !isAsking && clock.isDue(at: now) }

  /// Asks for all jobs of some names at once.
  ///
  /// - Parameter wanted: Returns the jobs that still matter when the queue has answered; it is
  ///   called on another queue than `home`.
  func ask(
    _ names: [String], at now: Double, wanted: @escaping @Sendable () -> Set<JobKey>,
    answer: @escaping Answer
  ) {
    isAsking = true
    clock.asked(at: now)
    asking.async { [self] in
      let found = Result { () throws(SlurmSilence) in try known(names, wanted) }
      home.async { self.learn(found, answer) }
    }
  }

  /// Returns the entries of the queue and, for wanted jobs that it lacks, those of the accounts.
  private func known(
    _ names: [String], _ wanted: () -> Set<JobKey>
  ) throws(SlurmSilence) -> [QueueEntry] {
    let queued = try client.queue(names)
    let missing = wanted().subtracting(queued.map { JobKey($0) })
    guard !missing.isEmpty, let accounts = client.accounts(names) else { return queued }
    return queued + accounts.filter { missing.contains(JobKey($0)) }
  }

  private func learn(_ found: Result<[QueueEntry], SlurmSilence>, _ answer: Answer) {
    isAsking = false
    switch found {
    case .failure(let silence):
      clock.failed()
      if !isSilent { notices.show("Slurm does not answer and is waited for: \(silence)") }
      isSilent = true
      answer(nil)
    case .success(let entries):
      if isSilent { notices.show("Slurm answers again") }
      isSilent = false
      clock.answered(isNews: Set(entries) != lastAnswer)
      lastAnswer = Set(entries)
      answer(
        Dictionary(entries.map { (JobKey($0), $0) }, uniquingKeysWith: { _, last in last }))
    }
  }
}

/// The identity of a job: its submission and the index in it, and never its number, which a new
/// controller may give again.
struct JobKey: Hashable {
  let token: String
  let index: Int

  init(_ submission: Submission) {
    token = submission.token
    index = submission.index
  }

  init(_ entry: QueueEntry) {
    token = entry.token
    index = entry.jobID.index
  }
}
