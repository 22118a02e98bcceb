internal import Dispatch
package import Pipeline
internal import Spec

/// How a plan is run; none of it changes a result.
package struct RunOptions: Sendable {
  /// How many stages may run at once.
  package var jobs: Int
  /// Threads of each stage; nil shares the cores out among those that run.
  package var threads: Int?
  package var cores: Int
  package var keepsGoing: Bool
  /// Stages that are done again though they are in the store.
  package var forced: Set<StageID>

  package init(
    jobs: Int, threads: Int?, cores: Int, keepsGoing: Bool = false, forced: Set<StageID> = []
  ) {
    (self.jobs, self.threads, self.cores) = (jobs, threads, cores)
    (self.keepsGoing, self.forced) = (keepsGoing, forced)
  }
}

/// Runs a plan: ``RunState`` decides, this performs, an executor does the work.
package final class Scheduler: @unchecked Sendable {
  // Guard: `queue`. Everything that varies is touched only on it.
  private let queue = DispatchQueue(label: "scheduler")
  private let plan: Plan
  private let store: any StageStore
  private let executor: any Executor
  private let options: RunOptions
  private let logFile: (StageID) throws -> String
  private let observe: (RunEvent) -> Void
  private let keying = StageKeying()
  private let inputs: [[Int]]
  private var state: RunState
  private var finished: [Int: FinishedStage] = [:]
  private var keys: [Int: StageKey] = [:]
  /// The stage that does the work of a key, and those that wait to find it done.
  private var doing: [Fingerprint: Int] = [:]
  private var followers: [Int: [Int]] = [:]
  /// What this run has stored, and so need not be forced again.
  private var saved: Set<Fingerprint> = []
  private var begun: [Int: (at: DispatchTime, logFile: String, attempts: Int)] = [:]
  private let end = DispatchSemaphore(value: 0)
  private var outcome = RunState.Outcome.done

  package init(
    _ plan: Plan, store: any StageStore, executor: any Executor, options: RunOptions,
    logFile: @escaping (StageID) throws -> String, observers: [any RunObserver]
  ) {
    (self.plan, self.store, self.executor, self.options) = (plan, store, executor, options)
    self.logFile = logFile
    observe = { event in for observer in observers { observer.observe(event) } }
    let edges = PlanEdges(plan)
    inputs = edges.groups.map { groups in groups.flatMap { edges.members[$0] } }
    state = RunState(inputs: inputs, jobs: options.jobs, keepsGoing: options.keepsGoing)
  }

  /// Runs to the end, on the calling thread's time.
  package func run() -> RunState.Outcome {
    queue.async { [self] in perform(state.start()) }
    end.wait()
    executor.shutDown()
    return queue.sync { outcome }
  }

  /// The first time, running stages save their state and stop; the second time they are killed.
  package func interrupt() {
    queue.async { [self] in perform(state.interrupt()) }
  }

  private func perform(_ actions: [RunState.Action]) {
    for action in actions {
      switch action {
      case .resolve(let stage): resolve(stage)
      case .launch(let stage): launch(stage, attempt: 1)
      case .stop(let stage): executor.stop(plan.stages[stage].id.description)
      case .kill(let stage): executor.kill(plan.stages[stage].id.description)
      case .skip(let stage, let cause):
        observe(.skipped(plan.stages[stage], because: plan.stages[cause]))
      case .finish(let outcome):
        self.outcome = outcome
        observe(.finished(outcome))
        end.signal()
      }
    }
  }

  /// Works out a stage's key; does nothing yet where another stage is doing the same work.
  private func resolve(_ stage: Int) {
    let planned = plan.stages[stage]
    do {
      let contents = contents(of: stage)
      let key = try keys[stage] ?? keying.key(of: planned, contents: contents)
      keys[stage] = key
      if let other = doing[key.fingerprint] {
        followers[other, default: []].append(stage)
        return perform(state.follows(stage))
      }
      let isForced = options.forced.contains(planned.id) && !saved.contains(key.fingerprint)
      if !isForced, let known = try store.finished(key.fingerprint) {
        finished[stage] = known
        observe(.cached(planned, known))
        queue.async { [self] in perform(state.resolved(stage, isCached: true)) }
      } else {
        doing[key.fingerprint] = stage
        queue.async { [self] in perform(state.resolved(stage, isCached: false)) }
      }
    } catch {
      observe(.failed(planned, message: "\(error)", logFile: nil))
      queue.async { [self] in perform(state.failed(stage)) }
    }
  }

  private func contents(of stage: Int) -> [Fingerprint] {
    var members = inputs[stage].compactMap { finished[$0]?.content }[...]
    return plan.stages[stage].groups.compactMap { group in
      defer { members = members.dropFirst(group.members.count) }
      return group.content(Array(members.prefix(group.members.count)))
    }
  }

  private func launch(_ stage: Int, attempt: Int) {
    let planned = plan.stages[stage]
    guard let key = keys[stage] else { return }
    do {
      let job =
        try executor.unfinished(key.fingerprint.description)?.named(planned.id.description)
        ?? newJob(stage, key, attempt: attempt)
      begun[stage] = (.now(), job.logFile, attempt)
      observe(.started(planned, key.fingerprint, logFile: job.logFile))
      executor.start(job) { [self] event in queue.async { self.handle(event, of: stage) } }
    } catch {
      fail(stage, "\(error)")
    }
  }

  private func newJob(_ stage: Int, _ key: StageKey, attempt: Int) throws -> StageJob {
    let planned = plan.stages[stage]
    return StageJob(
      id: planned.id.description, kind: planned.declaration.kind, options: planned.options,
      inputs: try jobInputs(of: stage),
      workFolder: try store.workFolder(for: key.fingerprint, attempt: "\(attempt)"),
      logFile: try logFile(planned.id), threads: threads(), key: key.fingerprint.description,
      attempt: attempt, terms: planned.terms)
  }

  private func jobInputs(of stage: Int) throws -> [StageJob.Input] {
    try zip(plan.stages[stage].inputs, inputs[stage]).compactMap { input, place in
      try finished[place].map { known in
        StageJob.Input(
          role: input.role,
          coordinates: Dictionary(
            input.coordinates.map { ($0.axis, $0.label) }, uniquingKeysWith: { a, _ in a }),
          files: known.files, metrics: try store.metrics(of: known.fingerprint))
      }
    }
  }

  /// Bits don't depend on threads, so they may be shared out as the moment allows.
  private func threads() -> Int {
    options.threads ?? max(1, options.cores / max(1, min(options.jobs, state.demand)))
  }

  private func handle(_ event: ExecutorEvent, of stage: Int) {
    let planned = plan.stages[stage]
    switch event {
    case .progress(let progress): observe(.progress(planned, progress))
    case .done(let output): save(output, of: stage)
    case .failed(let message): fail(stage, message)
    case .lost where state.isInterrupted: stopped(stage)
    case .lost(let message):
      let attempts = begun[stage]?.attempts ?? 1
      guard attempts < 2 else { return fail(stage, message) }
      observe(.retried(planned, message: message))
      launch(stage, attempt: attempts + 1)
    case .stopped: stopped(stage)
    }
  }

  private func stopped(_ stage: Int) {
    observe(.stopped(plan.stages[stage]))
    perform(state.stopped(stage))
  }

  private func save(_ output: StageOutput, of stage: Int) {
    guard let key = keys[stage], let begin = begun[stage] else { return }
    let nanoseconds = DispatchTime.now().uptimeNanoseconds - begin.at.uptimeNanoseconds
    let seconds = Double(nanoseconds) / 1e9
    var output = output
    output.timings.append(Metric("seconds", seconds))
    do {
      let known = try store.save(output, of: plan.stages[stage], key: key)
      try store.discardWork(for: key.fingerprint)
      finished[stage] = known
      saved.insert(key.fingerprint)
      observe(.done(plan.stages[stage], known, seconds: seconds))
      let actions = state.succeeded(stage)
      release(stage)
      perform(actions)
    } catch {
      fail(stage, "its results can't be stored: \(error)")
    }
  }

  private func fail(_ stage: Int, _ message: String) {
    observe(.failed(plan.stages[stage], message: message, logFile: begun[stage]?.logFile))
    let actions = state.failed(stage)
    release(stage)
    perform(actions)
  }

  /// Stages that waited for the same work look again.
  private func release(_ stage: Int) {
    if let key = keys[stage] { doing[key.fingerprint] = nil }
    for follower in followers.removeValue(forKey: stage) ?? [] {
      perform(state.looksAgain(follower))
    }
  }
}
