internal import Dispatch
package import Pipeline
internal import Spec

/// Runs a plan: ``RunState`` decides what is next, this class performs it, and an executor does the
/// work.
package final class Scheduler: @unchecked Sendable {
  /// Number of actions that are performed before events that came in meanwhile are handled.
  private static let actionsAtOnce = 64

  // Guard: `queue`. Everything that varies is touched only on it.
  private let queue = DispatchQueue(label: "scheduler")
  private let plan: Plan
  private let executor: any Executor
  private let patience: Double
  private let jobs: JobMaker
  private let observe: (RunEvent) -> Void
  private let survey: Survey?
  private var state: RunState
  private var actions = ActionQueue()
  private var isPerforming = false
  private var known: KnownStages
  private var search: RunSearch
  private var work = SharedWork()
  private var claims: HeldClaims
  private var elsewhere: ElsewhereWatch
  private var attempts = Attempts()
  private var ticker: (any DispatchSourceTimer)?
  private let end = DispatchSemaphore(value: 0)
  private var outcome = RunState.Outcome.done

  /// Creates a scheduler for one run of a plan.
  ///
  /// - Parameters:
  ///   - survey: What is known of the plan's stages; without it they are looked up one by one.
  ///   - keying: The keying that made the survey.
  package init(
    _ plan: Plan, edges: PlanEdges? = nil, survey: Survey? = nil,
    keying: StageKeying = StageKeying(), store: any StageStore, executor: any Executor,
    options: RunOptions, logFile: @escaping (StageID) throws -> String,
    observers: [any RunObserver]
  ) {
    let edges = edges ?? PlanEdges(plan)
    self.plan = plan
    self.executor = executor
    self.survey = survey
    patience = options.patience
    observe = { event in for observer in observers { observer.observe(event) } }
    jobs = JobMaker(
      store: store, session: options.session, isElsewhere: executor.capacity != nil,
      logFile: logFile)
    known = KnownStages(plan, edges: edges, keying: keying, store: store, forced: options.forced)
    search = RunSearch(plan)
    claims = HeldClaims(store)
    elsewhere = ElsewhereWatch(on: queue)
    state = RunState(
      options.graph(of: plan, edges), limits: options.limits, gated: search.gated)
  }

  /// Runs the plan and returns when the run has ended.
  package func run() -> RunState.Outcome {
    queue.async { [self] in begin() }
    end.wait()
    executor.shutDown()
    return queue.sync { outcome }
  }

  /// Interrupts the run.
  ///
  /// The first time, running stages save their state and stop, and those that haven't after a while
  /// are killed; the second time they are killed. Jobs that run on other machines are waited for.
  package func interrupt() {
    queue.async { [self] in
      if !state.isInterrupted && executor.capacity == nil {
        queue.asyncAfter(deadline: .now() + patience) { [self] in perform(state.interrupt()) }
      }
      perform(state.interrupt())
    }
  }

  private func begin() {
    startTicking()
    let found = survey.map { known.takeOver($0) } ?? []
    let (admitted, pruned) = decideAtStart(found)
    let actions = state.start(admitting: admitted) { known.result(of: $0) != nil }
    for stage in found where !state.isDone(stage) { known.forget(stage) }
    let done = found.compactMap { stage in known.result(of: stage).map { (plan.stages[stage], $0) }
    }
    if !done.isEmpty { observe(.cached(done)) }
    perform(actions)
    for stage in pruned { perform(state.pruned(stage)) }
  }

  private func startTicking() {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [self] in observe(.tick) }
    timer.resume()
    ticker = timer
  }

  /// Performs actions in the order in which they came, and then those that follow from them.
  private func perform(_ new: [RunState.Action]) {
    actions.add(new)
    guard !isPerforming else { return }
    isPerforming = true
    for _ in 0..<Self.actionsAtOnce {
      guard let action = actions.next() else { break }
      perform(action)
    }
    isPerforming = false
    if !actions.isEmpty { queue.async { [self] in perform([]) } }
  }

  private func perform(_ action: RunState.Action) {
    switch action {
    case .resolve(let stage): resolve(stage)
    case .launch(let stage, let launch): self.launch(stage, launch)
    case .stop(let stage): executor.stop(plan.stages[stage].id.description)
    case .kill(let stage): executor.kill(plan.stages[stage].id.description)
    case .retry(let stage):
      observe(.retried(plan.stages[stage], attempts.failure(of: stage)))
    case .fail(let stage):
      observe(
        .failed(
          plan.stages[stage], attempts.failure(of: stage),
          attempts: attempts[stage]?.number ?? 0, logFile: attempts[stage]?.logFile))
      letGo(stage)
      decide(stage, with: nil)
    case .leave(let stage):
      observe(.stopped(plan.stages[stage]))
      letGo(stage)
    case .skip(let stage, let cause):
      observe(.skipped(plan.stages[stage], because: plan.stages[cause]))
      decide(stage, with: nil)
    case .prune(let stage):
      observe(.pruned(plan.stages[stage]))
      letGo(stage)
    case .finish: finish()
    }
  }

  private func finish() {
    guard let outcome = state.finish() else { return }
    self.outcome = outcome
    claims.releaseAll()
    ticker?.cancel()
    observe(.finished(outcome))
    end.signal()
  }

  /// Releases the claim to a stage; stages that waited for the same work look again.
  private func letGo(_ stage: Int) {
    claims.release(stage)
    guard let key = known.key(of: stage) else { return }
    for follower in work.end(key, by: stage) { perform(state.looksAgain(follower)) }
  }

  // MARK: - Stages

  /// Resolves a stage's key; does no more where another stage is doing the same work.
  private func resolve(_ stage: Int) {
    do {
      let key = try known.resolve(stage)
      if let doer = work.doer(of: key), doer != stage {
        work.follow(doer, stage)
        return perform(state.follows(stage))
      }
      if let result = try known.lookUpFirst(stage) {
        let value = try takeIn(result, of: stage)
        conclude(stage, state.resolved(stage, isCached: true), value)
      } else {
        work.begin(key, by: stage)
        perform(state.resolved(stage, isCached: false))
      }
    } catch {
      fail(stage, StageFailure(.runner, "\(error)"))
    }
  }

  /// Starts an attempt, unless another process has the stage or has just done it.
  private func launch(_ stage: Int, _ launch: RunState.Launch) {
    guard let key = known.key(of: stage) else { return }
    do {
      guard try claims.claim(stage, key) else { return yield(stage) }
      if launch.attempt == 1, let result = try known.lookUp(stage) {
        let value = try takeIn(result, of: stage)
        return conclude(stage, state.succeeded(stage), value)
      }
      let planned = plan.stages[stage]
      let job =
        try executor.unfinished(key)?.named(planned.id.description)
        ?? jobs.job(of: planned, key, launch, reading: known.inputs(of: stage))
      attempts.begin(stage, number: launch.attempt, logFile: job.logFile)
      observe(.started(planned, key, attempt: launch.attempt, logFile: job.logFile))
      executor.start(job) { [self] event in queue.async { self.handle(event, of: stage) } }
    } catch {
      fail(stage, StageFailure(.runner, "\(error)"))
    }
  }

  /// Takes notice of a stage that was done before, and returns its value of the search's metric.
  private func takeIn(_ result: FinishedStage, of stage: Int) throws -> Double? {
    let value = try search.value(of: stage, in: known.metrics(of: result))
    known.note(result, of: stage)
    observe(.cached([(plan.stages[stage], result)]))
    return value
  }

  /// Leaves a stage to the process that runs it, and looks for it again later.
  private func yield(_ stage: Int) {
    if elsewhere.isNews(stage) { observe(.elsewhere(plan.stages[stage])) }
    perform(state.yielded(stage))
    elsewhere.keepLooking { [self] in isStillElsewhere(stage) }
  }

  /// Returns whether a stage that another process runs is still to be looked for.
  private func isStillElsewhere(_ stage: Int) -> Bool {
    guard let key = known.key(of: stage), state.isAwaited(stage) else { return false }
    // An error is met again, and reported, when the stage is resolved.
    let hasEnded = (try? known.isStored(stage) || claims.claim(stage, key)) ?? true
    if hasEnded { perform(state.looksAgain(stage)) }
    return !hasEnded
  }

  private func handle(_ event: ExecutorEvent, of stage: Int) {
    switch event {
    case .progress(let progress): observe(.progress(plan.stages[stage], progress))
    case .done(let output): save(output, of: stage)
    case .failed(let failure): fail(stage, failure)
    case .stopped where state.isInterrupted: perform(state.stopped(stage))
    case .stopped:
      fail(stage, StageFailure(.machine, "it was asked to stop, and not by this run"))
    }
  }

  private func save(_ output: StageOutput, of stage: Int) {
    guard let seconds = attempts[stage]?.seconds else { return }
    var output = output
    output.timings.append(Metric("seconds", seconds))
    do {
      guard let result = try known.save(output, of: stage) else { return }
      attempts.succeed(stage)
      observe(.done(plan.stages[stage], result, seconds: seconds))
      conclude(stage, state.succeeded(stage), search.value(of: stage, in: output.metrics))
    } catch let change as ChangedInput {
      fail(stage, StageFailure(.runner, "\(change)"))
    } catch {
      fail(stage, StageFailure(.runner, "its results can't be stored: \(error)"))
    }
  }

  /// Goes on from a stage that is done. The search decides first: what it admits keeps a run going
  /// in which nothing else is left to do.
  private func conclude(_ stage: Int, _ actions: [RunState.Action], _ value: Double?) {
    letGo(stage)
    decide(stage, with: value)
    perform(actions)
  }

  /// Notes why a stage failed, and performs what the state decides then.
  private func fail(_ stage: Int, _ failure: StageFailure) {
    attempts.fail(stage, failure)
    perform(state.failed(stage, failure.kind))
  }

  // MARK: - The search

  /// Gives the search the results of the stages that were done before.
  ///
  /// - Returns: The indices of the stages that the search admits, and of those that it prunes.
  private func decideAtStart(_ found: [Int]) -> (admitted: [Int], pruned: [Int]) {
    var admitted: [Int] = []
    var pruned: [Int] = []
    for stage in found where search.measures(stage) {
      guard let metrics = try? known.result(of: stage).map({ try known.metrics(of: $0) }) else {
        // It is looked up again when it would run, and the error is reported then.
        known.forget(stage)
        continue
      }
      for verdict in search.ended(stage, with: search.value(of: stage, in: metrics)) {
        observe(.decided(verdict.decision))
        admitted += verdict.admitted
        pruned += verdict.pruned
      }
    }
    return (admitted, pruned)
  }

  /// Performs what the search decides when a stage has ended, with a value of its metric or
  /// without.
  private func decide(_ stage: Int, with value: Double?) {
    for verdict in search.ended(stage, with: value) {
      observe(.decided(verdict.decision))
      for stage in verdict.admitted { perform(state.admitted(stage)) }
      for stage in verdict.pruned { perform(state.pruned(stage)) }
    }
  }
}
