internal import Dispatch
internal import FoundationEssentials
internal import Pipeline
internal import Spec

/// Submits the stages of an executor to Slurm, watches their jobs, and reports their ends.
final class SlurmTasks: @unchecked Sendable {
  // Guard: `queue`, which all is called on.
  private let queue: DispatchQueue
  private let settings: SlurmSettings
  private let notices: SlurmNotices
  private let notes: SubmissionNotes
  private let submitter: SlurmSubmitter
  private let canceller: JobCanceller
  private let inquiry: QueueInquiry
  private var tasks: [String: SlurmTask] = [:]
  private var pace: SubmissionPace
  private var answers: JobAnswers
  private var experience: SlurmExperience

  init(
    _ context: ExecutorContext, settings: SlurmSettings, client: any SlurmClient,
    queue: DispatchQueue
  ) {
    self.queue = queue
    self.settings = settings
    let exits = SubmissionFolder.exits(results: context.results)
    notices = SlurmNotices(context.notify)
    notes = SubmissionNotes(context.journal, exits: exits, notices: notices)
    submitter = SlurmSubmitter(context, settings: settings, client: client)
    canceller = JobCanceller(client)
    inquiry = QueueInquiry(client, timing: settings.timing, notices: notices, home: queue)
    pace = SubmissionPace(settings)
    answers = JobAnswers(folder: exits)
    experience = SlurmExperience(settings)
  }

  /// The name of all jobs that this process submits.
  var name: String { submitter.name }

  func begin() {
    notes.settle()
    inquiry.learnSite { [self] site in pace.learn(site) }
  }

  /// Forgets submissions whose stages are stored, with their files.
  func settle() { notes.settle() }

  /// Returns the job of an earlier process that may still come to a result.
  func unfinished(_ key: Fingerprint) -> StageJob? { notes.recoverableJob(key)?.manifest.job }

  func start(_ job: StageJob, _ report: @escaping SlurmTask.Report) {
    if let (submission, _) = notes.recoverableJob(job.key) {
      takeOver(job, submission, report)
    } else if let problem = submitter.programProblem {
      report(.failed(StageFailure(.runner, problem)))
    } else {
      tasks[job.id] = SlurmTask(
        job, request: experience.request(for: job), phase: .submitting, settings: settings,
        report: report)
      enqueue(job.id, isSingle: job.attempt > 1)
    }
  }

  func stop(_ id: String) {
    guard tasks[id] != nil, !takeBack(id) else { return }
    switch settings.interrupt {
    case .wait:
      notices.showOnce("jobs go on in Slurm and are waited for; interrupt again to cancel them")
    case .leave:
      notices.showOnce("jobs go on in Slurm; the next run takes them over")
      leave(id)
    }
  }

  func kill(_ id: String) {
    guard tasks[id] != nil, !takeBack(id) else { return }
    tasks[id]?.isUnwanted = true
    queue.async { [self] in cancelUnwanted() }
  }

  /// Goes on with a job that an earlier process submitted, or tried to.
  private func takeOver(
    _ job: StageJob, _ submission: Submission, _ report: @escaping SlurmTask.Report
  ) {
    let age = max(0, Date().timeIntervalSince1970 - submission.submitted)
    var task = SlurmTask(
      job, request: SlurmRequest(job, settings),
      phase: submission.state == .submitted ? .submitted : .doubtful(since: Self.now() - age),
      settings: settings, report: report)
    task.submission = submission
    task.jobID = submission.job.flatMap { SlurmJobID($0) }
    task.isInherited = true
    tasks[job.id] = task
    inquiry.wakes()
    SharedFile.append(
      "taken over from an earlier run: Slurm's job \(submission.job ?? "of unknown number")\n",
      to: job.logFile)
  }

  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  // MARK: - Submitting

  private func enqueue(_ id: String, isSingle: Bool) {
    guard let task = tasks[id] else { return }
    pace.add(id, task.request, isSingle: isSingle, at: Self.now())
    submitDue(after: isSingle ? 0 : settings.timing.collect)
  }

  /// Submits a stage that never came to Slurm as something new.
  ///
  /// If the earlier request still takes effect, its job finds no manifest and ends at once.
  private func submitAgain(_ id: String) {
    guard let task = tasks[id], let submission = task.submission else { return }
    if task.isUnwanted { return handle(.cancelled, of: id) }
    task.folder?.withdraw(submission.index)
    notes.ended(submission, "never came to Slurm")
    tasks[id]?.submission = nil
    enqueue(id, isSingle: true)
  }

  private func submitDue(after delay: Double) {
    queue.asyncAfter(deadline: .now() + delay) { [self] in submitDue() }
  }

  private func submitDue() {
    switch pace.next(tasks: tasks.count, at: Self.now()) {
    case nil: break
    case .wait(let seconds): submitDue(after: seconds)
    case .submit(let batch):
      let request = submitter.request(batch, batch.stages.compactMap { tasks[$0]?.job })
      for (id, submission) in zip(batch.stages, request.submissions) {
        tasks[id]?.submission = submission
      }
      submitter.submit(request) { [self] answer in
        queue.async { self.answered(request, answer) }
      }
    }
  }

  private func answered(_ request: SlurmSubmitter.Request, _ answer: SubmissionAnswer) {
    let batch = request.batch
    pace.answered(answer, at: Self.now())
    inquiry.wakes()
    switch answer {
    case .accepted(let job):
      for (index, id) in batch.stages.enumerated()
      where tasks[id]?.submission?.token == request.token {
        tasks[id]?.jobID = SlurmJobID(job: job, index: index, isTask: batch.isArray)
        handle(.accepted, of: id)
      }
    case .refused(let words):
      for id in batch.stages { handle(.refused(words), of: id) }
    case .unanswered(let words):
      notices.showOnce("Slurm takes no jobs now and is tried again: \(words)")
      for id in batch.stages { handle(.unanswered, of: id) }
    }
    cancelUnwanted()
    submitDue(after: settings.timing.submit)
  }

  // MARK: - Watching

  /// Looks for answers of jobs, lets time pass, and asks Slurm when it is time to.
  func watch() {
    guard !tasks.isEmpty else { return }
    let names = answers.names
    for (id, task) in tasks.sorted(by: { $0.key < $1.key }) {
      if let exit = answers.exit(of: task, among: names) { handle(.exit(exit), of: id) }
    }
    answers.reportProgress(of: tasks.values, among: names, at: Self.now())
    for id in tasks.keys.sorted() { handle(.tick, of: id) }
    submitDue(after: 0)
    if inquiry.isDue(at: Self.now()) { ask() }
  }

  /// Asks Slurm one question, for all jobs that it may know by now.
  private func ask() {
    let asked = tasks.filter { $0.value.isToBeAskedFor }.keys.sorted()
    guard !asked.isEmpty else { return }
    let tokens = asked.map { tasks[$0]?.submission?.token }
    let names = Set(tasks.values.compactMap { $0.submission?.name }).sorted()
    let wanted: @Sendable () -> Set<JobKey> = { [self] in
      queue.sync {
        Set(tasks.values.compactMap { $0.submission.map { JobKey($0) } })
          .filter { tokens.contains($0.token) }
      }
    }
    inquiry.ask(names, at: Self.now(), wanted: wanted) { [self] known in
      guard let known else {
        for id in asked { handle(.queryFailed, of: id) }
        return
      }
      for (id, token) in zip(asked, tokens) {
        guard let submission = tasks[id]?.submission, submission.token == token else { continue }
        handle(.queue(known[JobKey(submission)]), of: id)
      }
    }
  }

  /// Takes notice of an event and does what follows.
  private func handle(_ event: SubmissionState.Event, of id: String) {
    guard let task = tasks[id] else { return }
    let signs = event.needsSigns ? task.signs : JobOutputSigns()
    let before = task.state.phase
    guard let actions = tasks[id]?.state.handle(event, signs: signs, at: Self.now()) else { return }
    if case .queue(let entry?) = event {
      if !entry.state.isFinal { tasks[id]?.isInherited = false }
      if let note = task.note(on: entry, before: before) {
        task.report(.progress(StageProgress(step: 0, steps: 0, note: note)))
      }
    }
    for action in actions {
      switch action {
      case .report(let verdict): end(id, verdict)
      case .submitAgain: submitAgain(id)
      case .adopt(let jobID): adopt(id, jobID)
      case .cancel: cancel(task.jobID)
      case .warn(let words): notices.showOnce("\(id): \(words)")
      }
    }
  }

  /// Notes that a submission whose fate was not known turned out to be a job.
  private func adopt(_ id: String, _ jobID: SlurmJobID) {
    tasks[id]?.jobID = jobID
    guard let submission = tasks[id]?.submission else { return }
    notes.accepted(submission, as: jobID)
    cancelUnwanted()
  }

  // MARK: - Ending

  /// Reports how a stage ended, after noting all that a next attempt needs.
  private func end(_ id: String, _ verdict: SubmissionVerdict) {
    guard let task = tasks.removeValue(forKey: id) else { return }
    if !task.isInherited { experience.learn(verdict, of: task.job.key) }
    task.keepOutput()
    let event = task.event(verdict)
    if case .done = event {} else { forget(task, "\(verdict)") }
    task.report(event)
    submitDue(after: 0)
  }

  /// Closes a submission without a result, whose job must not begin any more. One with a result
  /// stays open until its stage is in the store.
  private func forget(_ task: SlurmTask, _ message: String) {
    guard let submission = task.submission else { return }
    task.folder?.withdraw(submission.index)
    notes.ended(submission, message)
  }

  /// Lets go of a stage that hasn't gone to Slurm yet; returns false where it has.
  private func takeBack(_ id: String) -> Bool {
    guard pace.remove(id) else { return false }
    leave(id)
    return true
  }

  /// Lets go of a job that goes on and stays in the journal.
  private func leave(_ id: String) { tasks.removeValue(forKey: id)?.report(.stopped) }

  /// Cancels the jobs that are not wanted any more and have a number; those without one follow when
  /// they get it, or are cancelled by their name where no other job is wanted.
  private func cancelUnwanted() {
    let isAll = tasks.allSatisfy { $0.value.isUnwanted } && !pace.isSubmitting
    let ids = tasks.filter { $0.value.isUnwanted && ($0.value.jobID != nil || isAll) }.keys.sorted()
    guard !ids.isEmpty else { return }
    let jobIDs = ids.compactMap { tasks[$0]?.jobID }
    for id in ids { tasks[id]?.isUnwanted = false }
    canceller.cancel(jobIDs, name: isAll ? submitter.name : nil) { [self] silence in
      queue.async { self.cancelled(ids, silence) }
    }
  }

  /// Ends stages whose jobs were cancelled; jobs that could not be cancelled may go on, so they
  /// stay in the journal for the next run.
  private func cancelled(_ ids: [String], _ silence: SlurmSilence?) {
    if let silence {
      notices.show("jobs could not be cancelled, and the next run finds them: \(silence)")
    }
    for id in ids {
      if silence == nil { handle(.cancelled, of: id) } else { leave(id) }
    }
  }

  private func cancel(_ jobID: SlurmJobID?) {
    guard let jobID else { return }
    canceller.cancel([jobID]) { [notices] silence in
      if let silence { notices.show("jobs could not be cancelled: \(silence)") }
    }
  }
}
