import Options
import Dispatch
import Pipeline
import Scheduling
import Spec
import Synchronization

/// Makes a plan without a spec, of stages in order, each with those that it reads.
///
/// - Parameter works: The name of the work of a stage, where that is not the stage's name; stages
///   of equal inputs and works have one key.
func makePlan(_ stages: KeyValuePairs<String, [String]>, works: [String: String] = [:]) -> Plan {
  let declaration = StageDeclaration(
    kind: "work", version: 1, about: "works", produces: "part", options: [])
  return Plan(
    experiment: "test", about: "", axes: [], cells: [[]],
    stages: stages.map { name, inputs in
      PlannedStage(
        id: StageID(name), name: name, cell: [], declaration: declaration,
        options: .map(["work": .text(works[name] ?? name)]),
        inputs: inputs.map { PlannedInput(role: "from", stage: StageID($0), coordinates: []) },
        location: "test.yaml:1:1")
    },
    tables: [])
}

/// The output of every scripted job, unless its test says otherwise.
let usualOutput = StageOutput(metrics: [Metric("value", 1)])

/// An executor without processes: a script answers each job as it starts, or leaves it running.
final class ScriptedExecutor: Executor {
  private struct State {
    var started: [StageJob] = []
    var running: [String: @Sendable (ExecutorEvent) -> Void] = [:]
    var mostRunning = 0
    var endings: [String] = []
    var isShutDown = false
  }

  private let state = Mutex(State())
  private let starts = DispatchSemaphore(value: 0)
  private let script: @Sendable (_ job: StageJob, _ attempt: Int) -> [ExecutorEvent]
  private let answerToStop: ExecutorEvent?
  let capacity: Int?

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - capacity: Number of jobs that may run at once elsewhere; nil where they run here.
  ///   - answerToStop: The answer of a running job that is asked to stop; nil to go on.
  ///   - script: Returns the events of a job when it starts; none leave it running.
  init(
    capacity: Int? = nil, answerToStop: ExecutorEvent? = .stopped,
    script: @escaping @Sendable (_ job: StageJob, _ attempt: Int) -> [ExecutorEvent] = { _, _ in
      [.done(usualOutput)]
    }
  ) {
    (self.capacity, self.answerToStop, self.script) = (capacity, answerToStop, script)
  }

  /// The jobs in the order of their starts, those that were tried again twice.
  var started: [StageJob] { state.withLock { $0.started } }
  var startedNames: [String] { started.map(\.id) }
  /// The most jobs that ran at once.
  var mostRunning: Int { state.withLock { $0.mostRunning } }
  /// The jobs that were asked to end and how, such as `stop a`.
  var endings: [String] { state.withLock { $0.endings } }
  var isShutDown: Bool { state.withLock { $0.isShutDown } }

  /// Waits until one more job has started; returns false where none does.
  func awaitStart() -> Bool { starts.wait(timeout: .now() + patience) == .success }

  /// Ends a running job.
  func end(_ id: String, _ event: ExecutorEvent) {
    let report = state.withLock { $0.running.removeValue(forKey: id) }
    report?(event)
  }

  /// Ends the first running job by name; returns false where none runs.
  @discardableResult
  func endFirst(_ event: ExecutorEvent) -> Bool {
    guard let id = state.withLock({ $0.running.keys.min() }) else { return false }
    end(id, event)
    return true
  }

  func start(_ job: StageJob, report: @escaping @Sendable (ExecutorEvent) -> Void) {
    let attempt = state.withLock { state in
      state.started.append(job)
      state.running[job.id] = report
      state.mostRunning = max(state.mostRunning, state.running.count)
      return state.started.filter { $0.id == job.id }.count
    }
    for event in script(job, attempt) {
      if case .progress = event { report(event) } else { end(job.id, event) }
    }
    starts.signal()
  }

  func stop(_ id: String) {
    state.withLock { $0.endings.append("stop \(id)") }
    if let answerToStop { end(id, answerToStop) }
  }

  func kill(_ id: String) {
    state.withLock { $0.endings.append("kill \(id)") }
    end(id, .stopped)
  }

  func shutDown() { state.withLock { $0.isShutDown = true } }
}

/// A store in memory; the content of a stage is its metrics.
final class MemoryStore: StageStore {
  /// The error that a stage can't be stored.
  struct Full: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
  }

  private let stages = Mutex<[Fingerprint: FinishedStage]>([:])
  private let storedMetrics = Mutex<[Fingerprint: [Metric]]>([:])
  private let outputs = Mutex<[StageOutput]>([])
  private let discarded = Mutex<[Fingerprint]>([])
  private let isFull: Bool

  init(isFull: Bool = false) { self.isFull = isFull }

  /// The outputs that were stored, in order.
  var saved: [StageOutput] { outputs.withLock { $0 } }
  /// The keys whose work folders were removed.
  var cleaned: [Fingerprint] { discarded.withLock { $0 } }

  func finished(_ fingerprint: Fingerprint) -> FinishedStage? {
    stages.withLock { $0[fingerprint] }
  }

  func save(
    _ output: StageOutput, of stage: PlannedStage, key: StageKey
  ) throws -> FinishedStage {
    if isFull { throw Full() }
    let finished = FinishedStage(
      fingerprint: key.fingerprint,
      content: Fingerprint(ofFields: output.metrics.map { "\($0.name) \($0.value)" }),
      files: output.files)
    stages.withLock { $0[key.fingerprint] = finished }
    storedMetrics.withLock { $0[key.fingerprint] = output.metrics }
    outputs.withLock { $0.append(output) }
    return finished
  }

  func hasFinished(recipe: Fingerprint) -> Bool { false }

  func metrics(of fingerprint: Fingerprint) -> [Metric] {
    storedMetrics.withLock { $0[fingerprint] ?? [] }
  }

  func claim(_ fingerprint: Fingerprint) -> (any StageClaim)? { FreeClaim() }

  func lastKey(experiment: String, stage: StageID) -> [KeyComponent]? { nil }

  func workFolder(for fingerprint: Fingerprint, attempt: String) -> String {
    "/work/\(fingerprint)/\(attempt)"
  }

  func discardWork(for fingerprint: Fingerprint) { discarded.withLock { $0.append(fingerprint) } }
}

/// A claim that nobody else wants.
private struct FreeClaim: StageClaim {
  func release() {}
}

/// Records the events of a run, one line for each.
final class EventRecorder: RunObserver {
  private let recorded = Mutex<[String]>([])

  var lines: [String] { recorded.withLock { $0 } }

  func observe(_ event: RunEvent) {
    let lines: [String] =
      switch event {
      case .cached(let stages): stages.map { "\($0.stage.id) cached" }
      case .started(let stage, _, _, let log): ["\(stage.id) started, log \(log)"]
      case .progress(let stage, let progress): ["\(stage.id) \(progress.step)/\(progress.steps)"]
      case .elsewhere(let stage): ["\(stage.id) elsewhere"]
      case .retried(let stage, let failure): ["\(stage.id) retried: \(failure)"]
      case .done(let stage, _, _): ["\(stage.id) done"]
      case .failed(let stage, let failure, _, let log):
        ["\(stage.id) failed: \(failure)" + (log.map { ", log \($0)" } ?? "")]
      case .stopped(let stage): ["\(stage.id) stopped"]
      case .skipped(let stage, let cause): ["\(stage.id) skipped: \(cause.id)"]
      case .pruned(let stage): ["\(stage.id) pruned"]
      case .decided, .tick: []
      case .finished(let outcome): ["finished: \(outcome)"]
      }
    recorded.withLock { $0 += lines }
  }
}

/// The seconds that a test waits for something that should come at once.
let patience = 10.0

/// A run on a thread of its own, so that one without end fails its test and holds up no other.
final class BackgroundRun: Sendable {
  private let found = Mutex<RunState.Outcome?>(nil)
  private let end = DispatchSemaphore(value: 0)

  init(_ scheduler: Scheduler) {
    DispatchQueue(label: "run").async { [self] in
      let outcome = scheduler.run()
      found.withLock { $0 = outcome }
      end.signal()
    }
  }

  /// Waits for the end of the run, once, and returns the outcome; nil where none comes.
  func outcome() -> RunState.Outcome? {
    _ = end.wait(timeout: .now() + patience)
    return found.withLock { $0 }
  }
}

extension Scheduler {
  /// Creates a scheduler of doubles; the log of a stage is `STAGE.log`.
  convenience init(
    _ plan: Plan, _ executor: ScriptedExecutor, store: MemoryStore = MemoryStore(),
    options: RunOptions = RunOptions(jobs: 2, threads: 1, cores: 2),
    recorder: EventRecorder = EventRecorder()
  ) {
    self.init(
      plan, store: store, executor: executor, options: options, logFile: { "\($0).log" },
      observers: [recorder])
  }
}
