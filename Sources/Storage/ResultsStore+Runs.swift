package import Pipeline
package import Spec

extension ResultsStore {
  private var recording: RunRecording {
    RunRecording(database, claims: claims, records: records, current: currentRun)
  }

  /// Begins a run of a plan, and marks runs as interrupted whose processes have ended without
  /// noting that.
  ///
  /// - Parameter statuses: The cache status of each stage, in the order of the plan: stages that
  ///   are cached are noted so at once, the others wait.
  /// - Returns: The run's number.
  package func beginRun(
    _ plan: Plan, _ request: RunRequest, statuses: [CacheStatus] = []
  ) throws -> Int {
    try recording.begin(plan, request, statuses: statuses)
  }

  /// Records changes to stages of a run, all of them or none.
  ///
  /// Each change to `running` counts as an attempt.
  package func note(_ changes: [RunStageChange], run: Int) throws {
    try recording.note(changes, run: run)
  }

  /// Appends what a search decided in a run to what it decided before.
  package func note(
    _ decisions: [SearchState.Decision], of search: PlannedSearch, run: Int
  ) throws {
    try DecisionTable(database).note(decisions, of: search, run: run)
  }

  /// Ends a run, and marks stages that were still running as interrupted.
  package func finishRun(_ run: Int, _ status: RunStatus) throws {
    // Files that couldn't be made durable are compared when they are used next, and work folders
    // that are left only take space.
    try? files.makeDurable()
    try? work.discardDeferred()
    try recording.finish(run, status)
  }

  /// Returns the file that a stage of a run writes its log to, and makes its folder.
  package func logFile(run: Int, stage: StageID) throws -> String {
    try logs.file(run: run, stage: stage)
  }
}

/// The runs in the folder.
extension ResultsStore {
  var runReading: RunReading { RunReading(database, claims: claims) }
  var logs: RunLogs { RunLogs(database, results: folder) }

  /// Returns every run, or those of one experiment, the latest first.
  package func runs(of experiment: String? = nil) throws -> [RunSummary] {
    try runReading.runs(of: experiment)
  }

  /// Returns everything about one run; nil if there is none of that number.
  package func run(_ id: Int) throws -> RunRecord? { try runReading.run(id) }

  /// Returns the number of an experiment's last run; nil if it was never run.
  package func lastRun(of experiment: String) throws -> Int? {
    try runReading.lastRun(of: experiment)
  }

  /// Compares two runs; stages are in the order of the plan.
  ///
  /// - Throws: ``StoreError`` if there is no run of one of the numbers.
  package func difference(from old: Int, to new: Int) throws -> RunDifference {
    try runReading.difference(from: old, to: new)
  }

  /// Returns what a run's search decided, in the order in which it did.
  package func decisions(ofRun run: Int) throws -> [StoredDecision] {
    try DecisionTable(database).decisions(ofRun: run)
  }

  /// Returns the stages of an experiment that were done in a single attempt, the latest first.
  package func pastStages(of experiment: String) throws -> [PastStage] {
    try PastTimes(database).stages(of: experiment)
  }

  /// Returns the mean number of seconds that stages of each kind took, over all experiments.
  package func meanSecondsByKind() throws -> [String: Double] {
    try PastTimes(database).meanSeconds()
  }

  /// Returns what the stages of a run do, by their indices in the plan, without stages that have
  /// never been finished.
  package func work(ofRun run: Int) throws -> [Int: StoredWork] {
    try runReading.work(ofRun: run)
  }

  /// Returns the log of a run's stage or, if the stage was cached, that of the last run which did
  /// it; nil if the stage was never begun.
  package func log(of stage: RunStageRecord, run: Int) throws -> StageLog? {
    try logs.log(of: stage, run: run)
  }
}

extension ResultsStore {
  /// Returns the file in which a run in progress says how far its stages are.
  package func progressFile(run: Int) -> String { logs.progressFile(run: run) }
}

/// The metrics of runs.
extension ResultsStore {
  /// Returns the reproducible metrics of finished stages, in the order of the stages.
  ///
  /// - Parameters:
  ///   - stages: The stages, with the keys that they were finished under.
  ///   - withCurves: Whether the points of learning curves are read, too.
  package func metrics(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)], withCurves: Bool
  ) throws -> ResultRows {
    try MetricReading(database)
      .rows(ofStages: stages, withCurves ? .all : .finals) { key in
        self.stages.recordBesideDatabase(of: key)?.reproducible
          .filter { withCurves || $0.step == nil }
      }
  }

  /// Returns what was measured while finished stages were done, such as seconds, tokens per second
  /// and bytes, which differ each time the stages are done.
  package func timings(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)]
  ) throws -> ResultRows {
    try MetricReading(database).rows(ofStages: stages, .timings) { key in
      self.stages.recordBesideDatabase(of: key)?.timings.map(\.metric)
    }
  }

  /// Returns the reproducible metrics of an experiment's last run, in the order of its plan and
  /// then of each stage; none if the experiment was never run.
  package func rows(ofLastRunOf experiment: String) throws -> ResultRows {
    try lastRun(of: experiment).map(rows) ?? ResultRows()
  }

  /// Returns the reproducible metrics of a run, ordered as those of ``rows(ofLastRunOf:)``.
  package func rows(ofRun run: Int) throws -> ResultRows {
    try MetricReading(database).rows(ofRun: run, .all)
  }

  /// Returns the reproducible metrics of a run without the points of learning curves, which are not
  /// read from the disk.
  package func finalRows(ofRun run: Int) throws -> ResultRows {
    try MetricReading(database).rows(ofRun: run, .finals)
  }
}
