package import Pipeline
package import Spec

extension ResultsStore {
  private var recording: RunRecording {
    RunRecording(database, claims: claims, records: records, current: currentRun)
  }

  /// Begins a run of a plan.
  ///
  /// Runs whose processes have ended without saying so are marked interrupted.
  /// - Parameter needs: What a survey found of each stage, in the order of the plan: those that are
  ///   cached are noted so at once, the others wait.
  /// - Returns: The run's number.
  package func beginRun(
    _ plan: Plan, _ request: RunRequest, needs: [CacheStatus] = []
  ) throws -> Int {
    try recording.begin(plan, request, needs: needs)
  }

  /// Notes what happened to stages of a run, all of it or nothing.
  ///
  /// Each change to `running` counts as an attempt.
  package func note(_ changes: [RunStageChange], run: Int) throws {
    try recording.note(changes, run: run)
  }

  /// Notes what a search decided in a run, after what it decided before.
  package func note(
    _ decisions: [SearchState.Decision], of search: PlannedSearch, run: Int
  ) throws {
    try DecisionTable(database).note(decisions, of: search, run: run)
  }

  /// Ends a run; stages that were still running are marked interrupted.
  package func finishRun(_ run: Int, _ status: RunStatus) throws {
    // Files that couldn't be made durable are compared when they are used next, and work that is
    // left takes room, and nothing else.
    try? files.makeDurable()
    try? work.discardDeferred()
    try recording.finish(run, status)
  }

  /// The file that a stage of a run writes its log to; its folder is made.
  package func logFile(run: Int, stage: StageID) throws -> String {
    try logs.file(run: run, stage: stage)
  }
}

/// What was run.
extension ResultsStore {
  var runReading: RunReading { RunReading(database, claims: claims) }
  var logs: RunLogs { RunLogs(database, results: folder) }

  /// Every run, or those of one experiment, the latest first.
  package func runs(of experiment: String? = nil) throws -> [RunSummary] {
    try runReading.runs(of: experiment)
  }

  /// Everything about one run; nil where there is none of that number.
  package func run(_ id: Int) throws -> RunRecord? { try runReading.run(id) }

  /// The number of an experiment's last run.
  package func lastRun(of experiment: String) throws -> Int? {
    try runReading.lastRun(of: experiment)
  }

  /// What differs between two runs, stages in the order of the plan.
  ///
  /// - Throws: ``StoreError`` where there is no run of that number.
  package func difference(from old: Int, to new: Int) throws -> RunDifference {
    try runReading.difference(from: old, to: new)
  }

  /// What a run's search decided, in the order in which it did.
  package func decisions(ofRun run: Int) throws -> [StoredDecision] {
    try DecisionTable(database).decisions(ofRun: run)
  }

  /// The stages of an experiment that were done from beginning to end, the latest first.
  package func pastStages(of experiment: String) throws -> [PastStage] {
    try PastTimes(database).stages(of: experiment)
  }

  /// By kind, what its stages took on average, of whatever experiment.
  package func meanSecondsByKind() throws -> [String: Double] {
    try PastTimes(database).meanSeconds()
  }

  /// What the stages of a run do, by their places in the plan; those that have never been finished
  /// are left out.
  package func work(ofRun run: Int) throws -> [Int: StoredWork] {
    try runReading.work(ofRun: run)
  }

  /// The log of a stage of a run: its own, or where it was cached, that of the last run which did
  /// it; nil where it was not begun.
  package func log(of stage: RunStageRecord, run: Int) throws -> StageLog? {
    try logs.log(of: stage, run: run)
  }
}

/// The figures of runs.
extension ResultsStore {
  /// The figures of finished stages that the same work yields again, in the order of the stages.
  ///
  /// - Parameters:
  ///   - stages: With the keys that they were finished under.
  ///   - withCurves: Whether the points of learning curves are read, too.
  package func figures(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)], withCurves: Bool
  ) throws -> ResultRows {
    try FigureReading(database)
      .rows(ofStages: stages, withCurves ? .all : .finals) { key in
        self.stages.recordBesideDatabase(of: key)?.reproducible
          .filter { withCurves || $0.step == nil }
      }
  }

  /// What was measured while those figures were made: seconds, tokens a second, bytes. The same
  /// work measured again gives others.
  package func timings(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)]
  ) throws -> ResultRows {
    try FigureReading(database).rows(ofStages: stages, .timings) { key in
      self.stages.recordBesideDatabase(of: key)?.timings.map(\.metric)
    }
  }

  /// The figures of an experiment's last run, in the order of its plan and then of each stage.
  ///
  /// Only those that the same work yields again; none where the experiment was never run.
  package func rows(ofLastRunOf experiment: String) throws -> ResultRows {
    try lastRun(of: experiment).map(rows) ?? ResultRows()
  }

  /// The figures of a run, ordered as those of ``rows(ofLastRunOf:)``.
  package func rows(ofRun run: Int) throws -> ResultRows {
    try FigureReading(database).rows(ofRun: run, .all)
  }

  /// The figures of a run but for the points of learning curves, which are passed over unread.
  package func finalRows(ofRun run: Int) throws -> ResultRows {
    try FigureReading(database).rows(ofRun: run, .finals)
  }
}
