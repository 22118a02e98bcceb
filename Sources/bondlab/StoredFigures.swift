internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages
internal import Storage

/// What the store has of a spec, looked up under the keys that the spec has now: figures of another
/// state of the spec are never among them.
struct StoredFigures {
  let plan: Plan
  /// The last run of the experiment, whatever its spec said; nil where there was none.
  let lastRun: Int?
  private let store: ResultsStore
  private let finished: [(source: ResultRows.Source, key: Fingerprint)]
  /// The finished stages by their keys.
  private let keys: [(stage: StageID, key: Fingerprint)]
  private let absent: [StageID: Table.Absence]
  /// The command that does what is missing.
  private let command: String

  /// - Throws: ``RequestError`` where nothing of the spec was ever run, and where data that keys
  ///   count are not on this machine.
  init(_ spec: SpecArguments, _ results: ResultsArguments) throws {
    let plan = try spec.plan()
    if let missing = MissingData.message(of: plan) { throw RequestError(missing) }
    try self.init(
      plan, results.reading(), command: "bondlab run \(spec.words)\(results.words)")
    guard lastRun != nil || !finished.isEmpty else {
      throw RequestError("'\(plan.experiment)' has not been run; type: \(command)")
    }
  }

  /// - Parameter command: That does what is missing.
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
    for (stage, need) in zip(plan.stages, survey.needs) {
      switch need {
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

  /// The keys of the stages that failed in a run.
  private static func failures(ofRun run: Int?, _ store: ResultsStore) throws -> Set<Fingerprint> {
    let stages = try run.flatMap { try store.run($0) }?.stages ?? []
    return Set(stages.filter { $0.status == .failed }.compactMap(\.fingerprint))
  }

  /// Whether every stage was run.
  var isComplete: Bool { absent.isEmpty }

  /// A line for each thing that the tables lack; none where they are complete.
  var shortage: [String] {
    [Table.Absence.failed, .notRun].compactMap { reason in
      let stages = plan.stages.filter { absent[$0.id] == reason }
      guard let first = stages.first else { return nil }
      return "\(reason.rawValue): \(stages.count) of \(plan.stages.count) stages, \(first.id) "
        + "\(stages.count > 1 ? "the first" : "alone"); type: \(command)"
    }
  }

  /// The tables of the spec.
  ///
  /// - Parameter withCurves: Whether learning curves are read too, which only ``ResultTables/tidy``
  ///   has.
  func tables(withCurves: Bool) throws -> ResultTables {
    ResultTables(
      plan, rows: try store.figures(ofStages: finished, withCurves: withCurves), absent: absent)
  }

  /// The files of finished stages with what was said of each example.
  func predictions() throws -> [(stage: StageID, path: String)] {
    try keys.compactMap { stage, key in
      try store.finished(key)?.files[PredictionsFile.name].map { (stage, $0) }
    }
  }

  /// What was measured while the figures were made.
  func timings() throws -> ResultRows { try store.timings(ofStages: finished) }
}
