internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages
internal import Storage

/// The stored results of a spec.
///
/// They are looked up under the keys that the spec has now, so that metrics of another state of the
/// spec are never among them.
struct StoredMetrics {
  let plan: Plan
  /// Number of the last run of the experiment, whatever its spec said; nil where there was none.
  let lastRun: Int?
  let store: ResultsStore
  let finished: [(source: ResultRows.Source, key: Fingerprint)]
  /// The finished stages by their keys.
  let keys: [(stage: StageID, key: Fingerprint)]
  private let absent: [StageID: Table.Absence]
  /// The command that runs what is missing.
  private let command: String

  /// Looks up the results of a spec.
  ///
  /// - Throws: ``RequestError`` where nothing of the spec was ever run, and where data that count
  ///   in keys are not on this machine.
  init(_ spec: SpecArguments, _ results: ResultsArguments) throws {
    try self.init(spec.read(), spec, results)
  }

  /// Looks up the results of a spec that was read.
  ///
  /// - Parameter spec: The arguments that name it.
  /// - Throws: ``RequestError``, as ``init(_:_:)`` does.
  init(_ written: ExperimentSpec, _ spec: SpecArguments, _ results: ResultsArguments) throws {
    let plan = try written.plan()
    if let missing = MissingData.message(of: plan) { throw RequestError(missing) }
    try self.init(
      plan, results.reading(), command: "bondlab run \(spec.words)\(results.words)")
    guard lastRun != nil || !finished.isEmpty else {
      throw RequestError("'\(plan.experiment)' has not been run; type: \(command)")
    }
  }

  /// Looks up the results of a plan.
  ///
  /// - Parameter command: The command that runs what is missing, for messages.
  init(_ plan: Plan, _ store: ResultsStore, command: String) throws {
    self.plan = plan
    self.store = store
    self.command = command
    lastRun = try store.lastRun(of: plan.experiment)
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    let failed = try Self.failures(ofRun: lastRun, store)
    var finished: [(source: ResultRows.Source, key: Fingerprint)] = []
    var keys: [(stage: StageID, key: Fingerprint)] = []
    var absent: [StageID: Table.Absence] = [:]
    for (stage, status) in zip(plan.stages, survey.statuses) {
      switch status {
      case .cached(let key, _):
        let source = ResultRows.Source(stage: stage.name, cell: stage.cell)
        finished.append((source, key.fingerprint))
        keys.append((stage.id, key.fingerprint))
      case .due(let key, _): absent[stage.id] = failed.contains(key.fingerprint) ? .failed : .notRun
      case .pruned: break
      case .follows, .dueAfter, .waits, .undecided: absent[stage.id] = .notRun
      }
    }
    self.finished = finished
    self.keys = keys
    self.absent = absent
  }

  /// Takes the results that a run has, as far as it has come.
  ///
  /// - Parameters:
  ///   - plan: The plan of the run, or one that has all its stages.
  ///   - command: The command that runs what is missing, for messages.
  init(_ plan: Plan, _ run: RunRecord, _ store: ResultsStore, command: String) {
    (self.plan, self.store, self.command) = (plan, store, command)
    lastRun = run.summary.id
    let known = Dictionary(
      run.stages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var finished: [(source: ResultRows.Source, key: Fingerprint)] = []
    var keys: [(stage: StageID, key: Fingerprint)] = []
    var absent: [StageID: Table.Absence] = [:]
    for stage in plan.stages {
      let record = known[stage.id]
      guard let record, record.status.isFinished, let key = record.fingerprint else {
        absent[stage.id] = record?.status == .failed ? .failed : .notRun
        continue
      }
      finished.append((ResultRows.Source(stage: stage.name, cell: stage.cell), key))
      keys.append((stage.id, key))
    }
    (self.finished, self.keys, self.absent) = (finished, keys, absent)
  }

  /// Finds the keys of the stages that failed in a run.
  private static func failures(ofRun run: Int?, _ store: ResultsStore) throws -> Set<Fingerprint> {
    let stages = try run.flatMap { try store.run($0) }?.stages ?? []
    return Set(stages.filter { $0.status == .failed }.compactMap(\.fingerprint))
  }

  /// Whether every stage was run.
  var isComplete: Bool { absent.isEmpty }

  /// Lines about what the tables lack: how many stages failed or were not run; none where complete.
  var shortage: [String] {
    [Table.Absence.failed, .notRun].compactMap { reason in
      let stages = plan.stages.filter { absent[$0.id] == reason }
      guard let first = stages.first else { return nil }
      return "\(reason.rawValue): \(stages.count) of \(plan.stages.count) stages, \(first.id) "
        + "\(stages.count > 1 ? "the first" : "alone"); type: \(command)"
    }
  }

  /// Makes the tables of the spec.
  ///
  /// - Parameters:
  ///   - withCurves: Whether learning curves are read, too; only ``ResultTables/tidy`` has them.
  ///   - isTraced: Whether tables tell which stages each cell comes from.
  func tables(withCurves: Bool, isTraced: Bool = false) throws -> ResultTables {
    ResultTables(
      plan, rows: try store.metrics(ofStages: finished, withCurves: withCurves),
      planned: PlannedMetrics.rows(of: plan), absent: absent, isTraced: isTraced)
  }

  /// Says why a stage has no results, as tables do.
  func absence(of stage: StageID) -> String { (absent[stage] ?? .notRun).rawValue }

  /// Prepares the companions of files that have these results.
  func companions(
    _ source: SpecSource, _ options: TableCompanion.Options = TableCompanion.Options()
  ) -> Companions {
    Companions(plan, source, store, keys: keys, absent: absent, options)
  }

  /// Makes the pictures of the spec.
  func pictures() throws -> ExperimentPictures {
    ExperimentPictures(
      PictureResults(
        plan,
        rows: try store.metrics(ofStages: finished, withCurves: true)
          .adding(PlannedMetrics.rows(of: plan)),
        timings: try timings(), absent: absent, spans: try spans()))
  }

  /// Reads what ran when in the last run, in seconds since its first stage began.
  private func spans() throws -> [RunSpan] {
    let stages = try lastRun.flatMap { try store.run($0) }?.stages ?? []
    let timed = stages.compactMap { stage -> (stage: RunStageRecord, start: Double)? in
      guard let started = stage.started, stage.status != .cached,
        let date = try? Date(started, strategy: .iso8601)
      else { return nil }
      return (stage, date.timeIntervalSince1970)
    }
    let first = timed.map(\.start).min() ?? 0
    return timed.compactMap { stage, start in
      guard let seconds = stage.seconds else { return nil }
      return RunSpan(
        stage: stage.name, cell: stage.cell, start: start - first, end: start - first + seconds,
        status: stage.status.rawValue)
    }
  }

  /// Finds the files of finished stages with the predictions for each example.
  func predictions() throws -> [(stage: StageID, path: String)] {
    try keys.compactMap { stage, key in
      try store.finished(key)?.files[PredictionsFile.name].map { (stage, $0) }
    }
  }

  /// Reads the measured times, rates and memory of the finished stages.
  func timings() throws -> ResultRows { try store.timings(ofStages: finished) }
}
