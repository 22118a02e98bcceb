internal import Dispatch
internal import Pipeline

/// Asks Slurm how jobs are, one question at a time.
final class QueueInquiry: @unchecked Sendable {
  /// What Slurm knows of jobs; nil where it did not answer.
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

  /// - Parameter home: Where this is called and answers.
  init(
    _ client: any SlurmClient, timing: SlurmTiming, notices: SlurmNotices, home: DispatchQueue
  ) {
    self.client = client
    self.timing = timing
    self.notices = notices
    self.home = home
    clock = QueueClock(timing)
  }

  /// Asks what the site is like, and answers if Slurm does.
  func learnSite(_ answer: @escaping @Sendable (SlurmConfiguration) -> Void) {
    asking.async { [self] in
      guard let site = try? client.configuration() else { return }
      home.async { [self] in
        clock = QueueClock(timing, memory: site.memory.map(Double.init))
        answer(site)
      }
    }
  }

  /// Something has been submitted, or an answer is needed to go on.
  func wakes() { clock.wakes() }

  /// Whether a question may be asked now.
  func isDue(at now: Double) -> Bool { !isAsking && clock.isDue(at: now) }

  /// Asks for all jobs of some names at once.
  ///
  /// - Parameters:
  ///   - wanted: The jobs that matter still when the queue has been seen; it is called from another
  ///     queue than `home`.
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

  /// What the queue shows and, for jobs that it doesn't, the accounts.
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
      if !isSilent { notices.tell("Slurm does not answer and is waited for: \(silence)") }
      isSilent = true
      answer(nil)
    case .success(let entries):
      if isSilent { notices.tell("Slurm answers again") }
      isSilent = false
      clock.answered(isNews: Set(entries) != lastAnswer)
      lastAnswer = Set(entries)
      answer(
        Dictionary(entries.map { (JobKey($0), $0) }, uniquingKeysWith: { _, last in last }))
    }
  }
}

/// What a job is known by: never its number, which a new controller may give again.
struct JobKey: Hashable {
  let token: String
  let index: Int

  init(_ submission: Submission) {
    token = submission.token
    index = submission.index
  }

  init(_ entry: QueueEntry) {
    token = entry.token
    index = entry.place.index
  }
}
