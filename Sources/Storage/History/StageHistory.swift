internal import FoundationEssentials
internal import GRDB
internal import Options
package import Spec

/// How a finished stage was done.
package struct StageHistory: Sendable {
  package let kind: String
  package let version: Int
  /// Options as canonical JSON.
  package let options: String
  /// When it was finished, such as `2026-11-23T18:55:48Z`.
  package let finished: String
  package let seconds: Double?
  /// Facts about the process that did it, by name.
  package let environment: [String: String]
  /// The last run that did it; nil if no known run did, as with imported stages.
  package var run: Run?

  package struct Run: Sendable {
    package let id: Int
    package let attempts: Int
    /// Version of the program.
    package let program: String
    /// The git commit of the spec's folder; nil if there was none.
    package let revision: String?
    package let log: String?
  }
}

extension ResultsStore {
  /// Returns how finished stages were done, by their keys' fingerprints; stages that the database
  /// doesn't have are left out.
  package func histories(of stages: [Fingerprint]) throws -> [Fingerprint: StageHistory] {
    try database.read { database in
      let runs = try Self.runs(database)
      let statement = try database.cachedStatement(
        sql: """
          SELECT kind, version, options, finished, seconds, environment FROM stage
          WHERE fingerprint = ?
          """)
      var histories: [Fingerprint: StageHistory] = [:]
      for stage in stages {
        let row = try Row.fetchOne(statement, arguments: [stage.description])
        guard let row else { continue }
        let environment = try? JSONDecoder().decode(
          [String: String].self, from: Data((row[5] as String).utf8))
        histories[stage] = StageHistory(
          kind: row[0], version: row[1], options: row[2], finished: row[3], seconds: row[4],
          environment: environment ?? [:], run: runs[stage.description])
      }
      return histories
    }
  }

  /// Returns the last run that did each stage, by the fingerprint's text.
  private static func runs(_ database: Database) throws -> [String: StageHistory.Run] {
    var runs: [String: StageHistory.Run] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT fingerprint, run, attempts, run.version, run.revision, log
        FROM run_stage JOIN run ON run.id = run
        WHERE run_stage.status = 'done' AND fingerprint IS NOT NULL ORDER BY run
        """)
    while let row = try rows.next() {
      runs[row[0]] = StageHistory.Run(
        id: row[1], attempts: row[2], program: row[3], revision: row[4], log: row[5])
    }
    return runs
  }
}
