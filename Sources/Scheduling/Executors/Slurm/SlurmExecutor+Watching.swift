internal import Dispatch
internal import Glibc
internal import Platform
internal import Pipeline

extension SlurmExecutor {
  /// Seconds between two readings of what running jobs say.
  private static let progressInterval = 5.0

  /// Looks for answers of jobs, lets time pass, and asks Slurm when it is time to.
  func watch() {
    guard !tasks.isEmpty else { return }
    readExits()
    for id in tasks.keys.sorted() { handle(.tick, of: id) }
    flush(after: 0)
    if clock.isDue(at: Self.now()) { ask() }
  }

  private func readExits() {
    let names = Set(SharedFile.names(in: exits))
    for (id, task) in tasks.sorted(by: { $0.key < $1.key }) {
      guard let name = task.exitName, names.contains(name), !task.state.awaitsQueue,
        let submission = task.submission, let bytes = SharedFile.read("\(exits)/\(name)"),
        let exit = try? decodedLine(JobExit.self, bytes), exit.token == submission.token,
        exit.index == submission.index
      else { continue }
      handle(.exit(exit), of: id)
    }
    if Self.now() - readProgressAt >= Self.progressInterval { readProgress(names) }
  }

  private func readProgress(_ names: Set<String>) {
    readProgressAt = Self.now()
    for task in tasks.values {
      guard let submission = task.submission else { continue }
      let name = SubmissionFolder.progressName(submission.token, submission.index)
      guard names.contains(name), let bytes = SharedFile.read("\(exits)/\(name)"),
        let progress = try? decodedLine(StageProgress.self, bytes)
      else { continue }
      task.report(.progress(progress))
    }
  }

  /// One query for all jobs that Slurm may know by now.
  private func ask() {
    let names = Set(tasks.values.compactMap { $0.submission?.name }).sorted()
    let asked = tasks.filter { isToBeAskedFor($0.value) }.keys.sorted()
    guard !isAsking, !asked.isEmpty else { return }
    isAsking = true
    clock.asked(at: Self.now())
    let tokens = asked.map { tasks[$0]?.submission?.token }
    asking.async { [self] in
      let answer = Result { () throws(SlurmSilence) in try known(names, Set(tokens)) }
      queue.async { self.learn(answer, of: asked, tokens) }
    }
  }

  /// A job that may not be submitted yet can't be missed. Where its submission was cut off, sbatch
  /// may have outlived its coordinator; the lock tells.
  private func isToBeAskedFor(_ task: SlurmTask) -> Bool {
    switch task.state.phase {
    case .submitting, .ended: return false
    case .submitted, .running: return task.submission != nil
    case .doubtful:
      return task.folder?.lock() != nil
    }
  }

  /// What the queue shows and, for jobs that it doesn't, the accounts.
  private func known(_ names: [String], _ tokens: Set<String?>) throws(SlurmSilence)
    -> [QueueEntry]
  {
    let queued = try client.queue(names)
    let seen = Set(queued.map { JobKey($0) })
    let wanted = tasksWanted(names, tokens).subtracting(seen)
    guard !wanted.isEmpty, let accounts = client.accounts(names) else { return queued }
    return queued + accounts.filter { wanted.contains(JobKey($0)) }
  }

  private func tasksWanted(_ names: [String], _ tokens: Set<String?>) -> Set<JobKey> {
    queue.sync {
      Set(
        tasks.values.compactMap { task in
          task.submission.map { JobKey(token: $0.token, index: $0.index) }
        }
      ).filter { tokens.contains($0.token) }
    }
  }

  private func learn(
    _ answer: Result<[QueueEntry], SlurmSilence>, of asked: [String], _ tokens: [String?]
  ) {
    isAsking = false
    switch answer {
    case .failure(let silence):
      clock.failed()
      if !isSilent { context.notify("Slurm does not answer and is waited for: \(silence)") }
      isSilent = true
      for id in asked { handle(.queryFailed, of: id) }
    case .success(let entries):
      if isSilent { context.notify("Slurm answers again") }
      isSilent = false
      clock.answered(isNews: Set(entries) != lastAnswer)
      lastAnswer = Set(entries)
      let known = Dictionary(
        entries.map { (JobKey($0), $0) }, uniquingKeysWith: { _, last in last })
      for (id, token) in zip(asked, tokens) {
        guard let submission = tasks[id]?.submission, submission.token == token else { continue }
        let key = JobKey(token: submission.token, index: submission.index)
        handle(.queue(known[key]), of: id)
      }
    }
  }

  /// Takes notice of an event and does what follows.
  func handle(_ event: SubmissionState.Event, of id: String) {
    guard let task = tasks[id] else { return }
    let signs = needsSigns(event) ? task.signs : JobOutputSigns()
    let before = task.state.phase
    guard let actions = tasks[id]?.state.handle(event, signs: signs, at: Self.now()) else { return }
    if case .queue(let entry?) = event {
      if !entry.state.isFinal { tasks[id]?.isInherited = false }
      show(entry, of: task, before)
    }
    for action in actions {
      switch action {
      case .report(let verdict): end(id, verdict)
      case .submitAgain: submitAgain(id)
      case .adopt(let place): adopt(id, place)
      case .cancel: cancel(task.place.map { [$0] } ?? [])
      case .warn(let words): tell("\(id): \(words)")
      }
    }
  }

  /// Slurm's own words matter where a job did not end by itself.
  private func needsSigns(_ event: SubmissionState.Event) -> Bool {
    switch event {
    case .exit(let exit): exit.outcome != .done
    case .queue(let entry): entry?.state.isFinal ?? true
    case .tick: true
    default: false
    }
  }

  /// Says why a job waits.
  private func show(_ entry: QueueEntry, of task: SlurmTask, _ before: SubmissionState.Phase) {
    let reason = entry.reason.isEmpty || entry.reason == "None" ? "" : ": \(entry.reason)"
    let note: String
    switch entry.state {
    case .waiting: note = "waits in Slurm's queue as job \(entry.place)\(reason)"
    case .running where before != .running: note = "job \(entry.place) on \(entry.nodes)"
    default: return
    }
    task.report(.progress(StageProgress(step: 0, steps: 0, note: note)))
  }
}

/// What a job is known by: never its number, which a new controller may give again.
struct JobKey: Hashable {
  let token: String
  let index: Int

  init(token: String, index: Int) { (self.token, self.index) = (token, index) }

  init(_ entry: QueueEntry) { self.init(token: entry.token, index: entry.place.index) }
}
