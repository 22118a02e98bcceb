internal import GRDB
internal import Pipeline

/// Reads from the database how long stages took.
struct PastTimes {
  /// The most stages that are read, which are enough for an estimate.
  private static let most = 10_000

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  /// Returns the stages of an experiment that were done in a single attempt, the latest first.
  func stages(of experiment: String) throws -> [PastStage] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT run_stage.id, run_stage.stage, stage.kind, stage.options, run_stage.seconds
          FROM run_stage
          JOIN run ON run.id = run_stage.run
          JOIN stage ON stage.fingerprint = run_stage.fingerprint
          WHERE run.experiment = ? AND run_stage.status = 'done' AND run_stage.attempts <= 1
            AND run_stage.seconds > 0
          ORDER BY run_stage.run DESC, run_stage.ordinal LIMIT ?
          """, arguments: [experiment, Self.most]
      ).map { row in
        PastStage(
          id: StageID(row[0]), name: row[1], kind: row[2], options: row[3], seconds: row[4])
      }
    }
  }

  /// Returns the mean number of seconds that stages of each kind took, over all experiments.
  func meanSeconds() throws -> [String: Double] {
    try database.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: "SELECT kind, AVG(seconds) FROM stage WHERE seconds > 0 GROUP BY kind")
      return Dictionary(
        rows.map { ($0[0] as String, $0[1] as Double) }, uniquingKeysWith: { first, _ in first })
    }
  }
}
