internal import Dispatch
internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Spec

extension SlurmExecutor {
  /// The longest that submissions are held back after Slurm did not answer one, in seconds.
  private static let longestBackOff = 60.0

  /// Takes a new stage into care.
  func collect(_ job: StageJob, _ report: @escaping SlurmTask.Report) {
    let request = SlurmRequest(
      job, settings, growth: growth[job.key] ?? SlurmGrowth(),
      excluded: Array(excluded[job.key] ?? []))
    tasks[job.id] = SlurmTask(
      job: job, request: request, report: report, state: newState(.submitting, request))
    enqueue(job.id, isSingle: job.attempt > 1)
  }

  func newState(_ phase: SubmissionState.Phase, _ request: SlurmRequest) -> SubmissionState {
    SubmissionState(
      phase, timing: settings.timing, limit: request.minutes.map { Double($0) * 60 },
      warning: settings.grace > 0 ? settings.grace + 60 : 0)
  }

  private func enqueue(_ id: String, isSingle: Bool) {
    guard let task = tasks[id] else { return }
    collector.add(id, task.request, isSingle: isSingle, at: Self.now())
    flush(after: isSingle ? 0 : settings.timing.collect)
  }

  /// Submits a stage that never came to Slurm as something new.
  ///
  /// Should the earlier request still take effect, its job finds no manifest and ends at once.
  func submitAgain(_ id: String) {
    guard let task = tasks[id], let submission = task.submission else { return }
    if task.isUnwanted { return handle(.cancelled, of: id) }
    task.folder?.withdraw(submission.index)
    attempt {
      try context.journal.ended(
        submission.token, index: submission.index, message: "never came to Slurm")
    }
    tasks[id]?.submission = nil
    enqueue(id, isSingle: true)
  }

  func flush(after delay: Double) {
    queue.asyncAfter(deadline: .now() + delay) { [self] in flush() }
  }

  /// Submits what is due, one request at a time.
  private func flush() {
    guard !isSubmitting, !collector.isEmpty else { return }
    let now = Self.now()
    if now < mayFlushAt { return flush(after: mayFlushAt - now) }
    let inHand = tasks.count - collector.count
    guard let batch = collector.next(room: settings.jobs - inHand, at: now) else { return }
    isSubmitting = true
    let token = Self.newToken()
    let folder = SubmissionFolder(results: context.results, token: token)
    let seconds = Date().timeIntervalSince1970
    var submissions: [Submission] = []
    for (index, id) in batch.stages.enumerated() {
      guard let job = tasks[id]?.job else { continue }
      let submission = Submission(
        token: token, index: index, stage: job.key, attempt: job.attempt, name: name,
        folder: folder.path, submitted: seconds)
      tasks[id]?.submission = submission
      submissions.append(submission)
    }
    let jobs = batch.stages.compactMap { tasks[$0]?.job }
    submitting.async { [self, submissions] in
      let answer = submit(batch, jobs, submissions, folder, token)
      queue.async { self.answered(batch, token, answer) }
    }
  }

  /// Writes the files, then the journal, then calls sbatch, then notes the answer.
  private func submit(
    _ batch: SubmissionCollector.Batch, _ jobs: [StageJob], _ submissions: [Submission],
    _ folder: SubmissionFolder, _ token: String
  ) -> SubmissionAnswer {
    do {
      let arguments = arguments(batch, folder, token)
      let manifests = jobs.enumerated().map { index, job in
        JobManifest(token: token, index: index, exits: exits, job: job)
      }
      let script = JobScript(
        program: program, folder: folder,
        environment: JobScript.environment(adding: settings.environment))
      try SharedFile.makeFolder(exits)
      try folder.write(manifests, script: script.text(command: ["sbatch"] + arguments))
      try context.journal.begin(submissions)
      let lock = folder.lock()
      let answer = withExtendedLifetime(lock) {
        client.submit(arguments, holding: lock?.file.descriptor)
      }
      if case .accepted(let job) = answer {
        let places = batch.stages.indices.map { index in
          (index, JobPlace(job: job, index: index, isTask: batch.isArray).description)
        }
        try? context.journal.accepted(
          token, jobs: Dictionary(uniqueKeysWithValues: places))
      }
      return answer
    } catch {
      return .refused("it can't be submitted: \(error)")
    }
  }

  private func arguments(
    _ batch: SubmissionCollector.Batch, _ folder: SubmissionFolder, _ token: String
  ) -> [String] {
    var arguments = [
      "--parsable", "--job-name=\(name)", "--comment=\(token)", "--no-requeue", "--export=NONE",
      "--open-mode=append", "--chdir=\(folder.path)",
      "--output=\(batch.isArray ? "\(folder.path)/%a.out" : folder.output(0))",
    ]
    if batch.isArray {
      let throttle = settings.throttle.map { "%\($0)" } ?? ""
      arguments.append("--array=0-\(batch.stages.count - 1)\(throttle)")
    }
    for (option, value) in [
      ("partition", settings.partition), ("account", settings.account),
      ("qos", settings.quality), ("constraint", settings.constraint),
    ] {
      if let value { arguments.append("--\(option)=\(value)") }
    }
    return arguments + batch.request.arguments(settings) + settings.arguments + [folder.script]
  }

  private func answered(
    _ batch: SubmissionCollector.Batch, _ token: String, _ answer: SubmissionAnswer
  ) {
    isSubmitting = false
    backOff = 0
    mayFlushAt = Self.now() + settings.timing.submit
    clock.wakes()
    switch answer {
    case .accepted(let job):
      for (index, id) in batch.stages.enumerated() where tasks[id]?.submission?.token == token {
        tasks[id]?.place = JobPlace(job: job, index: index, isTask: batch.isArray)
        handle(.accepted, of: id)
      }
    case .refused(let words):
      for id in batch.stages { handle(.refused(words), of: id) }
    case .unanswered(let words):
      wait(words)
      for id in batch.stages { handle(.unanswered, of: id) }
    }
    cancelUnwanted()
    flush(after: settings.timing.submit)
  }

  private func wait(_ words: String) {
    tell("Slurm takes no jobs now and is tried again: \(words)")
    let pause = min(Self.longestBackOff, max(settings.timing.settle / 2, backOff * 2))
    backOff = pause
    mayFlushAt = Self.now() + pause
  }
}
