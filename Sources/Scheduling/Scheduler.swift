internal import Dispatch
package import Pipeline
internal import Spec

/// Runs a plan: ``RunState`` decides, this performs, an executor does the work.
package final class Scheduler: @unchecked Sendable {
  /// How many actions are performed before what came in meanwhile is heard.
  private static let actionsAtOnce = 64

  // Guard: `queue`. Everything that varies is touched only on it.
  let queue = DispatchQueue(label: "scheduler")
  let plan: Plan
  let edges: PlanEdges
  let store: any StageStore
  let executor: any Executor
  let options: RunOptions
  let logFile: (StageID) throws -> String
  let observe: (RunEvent) -> Void
  private let survey: Survey?
  var search: SearchProgress?
  var state: RunState
  var keys: [StageKey?]
  var finished: [FinishedStage?]
  var resolver: KeyResolver
  /// The stage that does the work of a key, and those that wait to find it done.
  var doing: [Fingerprint: Int] = [:]
  var followers: [Int: [Int]] = [:]
  /// The rights to the stages that this process does.
  var claims: [Int: any StageClaim] = [:]
  /// What this run has stored, and so need not be forced again.
  var saved: Set<Fingerprint> = []
  var begun: [Int: Begin] = [:]
  /// Why the last attempt at a stage failed.
  var failures: [Int: StageFailure] = [:]
  /// Stages whose keys the survey didn't find in the store.
  var surveyedAsDue: Set<Int> = []
  /// Stages of which it was said that another process does them.
  var toldElsewhere: Set<Int> = []
  private var pending: [RunState.Action] = []
  private var performed = 0
  private var isPerforming = false
  private var ticker: (any DispatchSourceTimer)?
  private let end = DispatchSemaphore(value: 0)
  private var outcome = RunState.Outcome.done

  /// An attempt at a stage.
  struct Begin {
    let time: DispatchTime
    let attempt: Int
    let logFile: String
  }

  /// - Parameters:
  ///   - survey: What is known of the plan's stages; without it they are looked up one by one.
  ///   - keying: What made the survey.
  package init(
    _ plan: Plan, edges: PlanEdges? = nil, survey: Survey? = nil,
    keying: StageKeying = StageKeying(), store: any StageStore, executor: any Executor,
    options: RunOptions, logFile: @escaping (StageID) throws -> String,
    observers: [any RunObserver]
  ) {
    self.plan = plan
    self.store = store
    self.executor = executor
    self.options = options
    self.logFile = logFile
    self.survey = survey
    observe = { event in for observer in observers { observer.observe(event) } }
    let edges = edges ?? PlanEdges(plan)
    self.edges = edges
    keys = Array(repeating: nil, count: plan.stages.count)
    finished = Array(repeating: nil, count: plan.stages.count)
    resolver = KeyResolver(plan, edges: edges, keying: keying)
    search = SearchProgress(plan)
    state = RunState(
      options.graph(of: plan, edges), limits: options.limits,
      gated: search?.gatedPlaces ?? [])
  }

  /// Runs to the end, on the calling thread's time.
  package func run() -> RunState.Outcome {
    queue.async { [self] in begin() }
    end.wait()
    executor.shutDown()
    return queue.sync { outcome }
  }

  /// The first time, running stages save their state and stop, and what hasn't after a while is
  /// killed; the second time they are killed. Jobs that don't run on this machine are waited for.
  package func interrupt() {
    queue.async { [self] in
      if !state.isInterrupted && executor.capacity == nil {
        queue.asyncAfter(deadline: .now() + options.patience) { [self] in
          perform(state.interrupt())
        }
      }
      perform(state.interrupt())
    }
  }

  private func begin() {
    startTicking()
    let found = takeSurvey()
    let (admitted, pruned) = decideAtStart(found)
    let actions = state.start(admitting: admitted) { finished[$0] != nil }
    let done = found.filter { state.isDone($0) }
    for stage in found where !state.isDone(stage) { finished[stage] = nil }
    if !done.isEmpty {
      observe(
        .cached(done.compactMap { place in finished[place].map { (plan.stages[place], $0) } }))
    }
    perform(actions)
    for stage in pruned { perform(state.pruned(stage)) }
  }

  /// Takes over keys and finished stages; what turns out to hang on others is forgotten later.
  private func takeSurvey() -> [Int] {
    guard let survey else { return [] }
    var found: [Int] = []
    for (place, need) in survey.needs.enumerated() {
      switch need {
      case .cached(let key, let known):
        (keys[place], finished[place]) = (key, known)
        resolver.note(content: known.content, ofStageAt: place)
        found.append(place)
      case .due(let key, _):
        keys[place] = key
        surveyedAsDue.insert(place)
      case .follows(_, let key?): keys[place] = key
      case .follows, .dueAfter, .waits, .undecided, .pruned: break
      }
    }
    return found
  }

  private func startTicking() {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [self] in observe(.tick) }
    timer.resume()
    ticker = timer
  }

  /// Performs actions in the order in which they came, and what follows from them after them.
  func perform(_ actions: [RunState.Action]) {
    pending += actions
    guard !isPerforming else { return }
    isPerforming = true
    let end = performed + Self.actionsAtOnce
    while performed < min(end, pending.count) {
      performed += 1
      perform(pending[performed - 1])
    }
    isPerforming = false
    if performed < pending.count { return queue.async { [self] in perform([]) } }
    pending.removeAll(keepingCapacity: true)
    performed = 0
  }

  private func perform(_ action: RunState.Action) {
    switch action {
    case .resolve(let stage): resolve(stage)
    case .launch(let stage, let launch): self.launch(stage, launch)
    case .stop(let stage): executor.stop(plan.stages[stage].id.description)
    case .kill(let stage): executor.kill(plan.stages[stage].id.description)
    case .retry(let stage): observe(.retried(plan.stages[stage], failure(of: stage)))
    case .fail(let stage):
      let begin = begun[stage]
      observe(
        .failed(
          plan.stages[stage], failure(of: stage), attempts: begin?.attempt ?? 0,
          logFile: begin?.logFile))
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
    case .finish(let outcome): finish(outcome)
    }
  }

  private func failure(of stage: Int) -> StageFailure {
    failures[stage] ?? StageFailure(.runner, "it failed")
  }

  private func finish(_ outcome: RunState.Outcome) {
    self.outcome = outcome
    for claim in claims.values { claim.release() }
    claims = [:]
    ticker?.cancel()
    observe(.finished(outcome))
    end.signal()
  }

  /// Gives back the right to a stage; stages that waited for the same work look again.
  func letGo(_ stage: Int) {
    claims.removeValue(forKey: stage)?.release()
    guard let key = keys[stage]?.fingerprint, doing[key] == stage else { return }
    doing[key] = nil
    for follower in followers.removeValue(forKey: stage) ?? [] {
      perform(state.looksAgain(follower))
    }
  }
}
