internal import Pipeline
internal import Scheduling
internal import Stages
internal import Storage

/// A run that is recorded in the store and is to be done.
struct BegunRun {
  let part: PlannedPart
  let store: ResultsStore
  let survey: Survey
  /// The run's number.
  let number: Int
  let executor: any Executor
  let options: RunOptions

  /// Records a run of a part of a plan.
  init(
    _ part: PlannedPart, _ request: RunRequest, _ store: ResultsStore, _ survey: Survey,
    _ executor: any Executor, _ options: RunOptions
  ) throws {
    (self.part, self.store, self.survey, self.executor) = (part, store, survey, executor)
    number = try store.beginRun(part.plan, request, statuses: survey.statuses)
    var options = options
    options.session = "\(number)"
    self.options = options
  }

  /// Does the stages, and stops where the process is interrupted.
  ///
  /// - Parameter observers: They are told what happens, beside the record in the store.
  func perform(_ observers: [any RunObserver]) -> RunState.Outcome {
    let records: [any RunObserver] = [
      RunRecorder(store, run: number, search: part.plan.search),
      ProgressFile(store.progressFile(run: number)),
    ]
    let scheduler = Scheduler(
      part.plan, edges: part.edges, survey: survey, keying: part.keying, store: store,
      executor: executor, options: options,
      logFile: { [store, number] in try store.logFile(run: number, stage: $0) },
      observers: records + observers)
    let monitor = InterruptMonitor { scheduler.interrupt() }
    return withExtendedLifetime(monitor) { scheduler.run() }
  }
}

extension LimitArguments {
  /// Makes the options of a run and checks that every stage can get what it asks for.
  ///
  /// - Throws: Where a stage that is to be done asks for more than there is.
  func options(
    for part: PlannedPart, _ survey: Survey, _ executor: any Executor, keepsGoing: Bool
  ) throws -> RunOptions {
    var options = try options(
      keepsGoing: keepsGoing, forced: part.forced, capacity: executor.capacity)
    options.tokensElsewhere = executor.countedTokens
    try options.check(part.plan, survey)
    if executor.capacity == nil, survey.counts.cached < part.plan.stages.count {
      options.predictedMemory = Dictionary(
        PlanOutlook(part.plan).trainings.map { ($0.stage, $0.bytes) },
        uniquingKeysWith: { first, _ in first })
    }
    return options
  }
}
