internal import GRDB
internal import Pipeline
internal import Spec

extension ResultsStore {
  /// Every run, or those of one experiment, the latest first.
  package func runs(of experiment: String? = nil) throws -> [RunSummary] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT id, experiment, started, finished, status FROM run
          WHERE experiment = COALESCE(?, experiment) ORDER BY id DESC
          """, arguments: [experiment])
      let counts = try stageCounts(database)
      return rows.map { summary($0, counts[$0["id"]] ?? [:]) }
    }
  }

  /// Everything about one run; nil where there is none of that number.
  package func run(_ id: Int) throws -> RunRecord? {
    try read { database in
      guard
        let row = try Row.fetchOne(
          database, sql: "SELECT * FROM run WHERE id = ?", arguments: [id])
      else { return nil }
      let stages = try stages(ofRun: id, database)
      let counts = Dictionary(grouping: stages, by: \.status).mapValues(\.count)
      return RunRecord(
        summary: summary(row, counts),
        request: RunRequest(
          specFile: row["spec_file"], specText: row["spec_text"], command: row["command"],
          revision: row["revision"]),
        version: row["version"], host: row["host"], environment: row["environment"],
        stages: stages)
    }
  }

  /// The number of an experiment's last run.
  package func lastRun(of experiment: String) throws -> Int? {
    try read { database in
      try Int.fetchOne(
        database, sql: "SELECT MAX(id) FROM run WHERE experiment = ?", arguments: [experiment])
    }
  }

  private func summary(_ row: Row, _ stages: [RunStageStatus: Int]) -> RunSummary {
    RunSummary(
      id: row["id"], experiment: row["experiment"], started: row["started"],
      finished: row["finished"], status: RunStatus(rawValue: row["status"]) ?? .interrupted,
      stages: stages)
  }

  private func stageCounts(_ database: Database) throws -> [Int: [RunStageStatus: Int]] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT run, status, COUNT(*) FROM run_stage GROUP BY run, status")
    var counts: [Int: [RunStageStatus: Int]] = [:]
    for row in rows {
      guard let status = RunStageStatus(rawValue: row[1]) else { continue }
      counts[row[0], default: [:]][status] = row[2]
    }
    return counts
  }

  func stages(ofRun run: Int, _ database: Database) throws -> [RunStageRecord] {
    var cells = CellReader()
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM run_stage WHERE run = ? ORDER BY ordinal", arguments: [run])
    return try rows.map { row in
      RunStageRecord(
        id: StageID(row["id"]), name: row["stage"], cell: try cells.cell(row["cell"], database),
        fingerprint: (row["fingerprint"] as String?).flatMap(Fingerprint.init(hexadecimal:)),
        status: RunStageStatus(rawValue: row["status"]) ?? .interrupted,
        started: row["started"], finished: row["finished"], seconds: row["seconds"],
        attempts: row["attempts"], log: row["log"], message: row["message"])
    }
  }
}
