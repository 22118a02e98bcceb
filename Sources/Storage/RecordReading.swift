internal import GRDB
internal import Pipeline
internal import Spec

extension ResultsStore {
  /// The record of a stage as the database has it, for stages that were finished before there were
  /// records beside it.
  func record(of fingerprint: Fingerprint) throws -> StageRecord? {
    try read { try StageRecord(fingerprint, $0) }
  }
}

extension StageRecord {
  /// nil where the database has no such stage.
  init?(_ fingerprint: Fingerprint, _ database: Database) throws {
    let arguments: StatementArguments = [fingerprint.description]
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT kind, version, options, components, content, environment, finished FROM stage
        WHERE fingerprint = ?
        """, arguments: arguments)
    guard let row else { return nil }
    let inputs = try Row.fetchAll(
      database,
      sql: "SELECT role, coordinates, content FROM input WHERE stage = ? ORDER BY position",
      arguments: arguments)
    let files = try Row.fetchAll(
      database, sql: "SELECT name, digest, bytes FROM artifact WHERE stage = ? ORDER BY name",
      arguments: arguments)
    let metrics = try Row.fetchAll(
      database,
      sql: "SELECT name, step, value, reproducible FROM metric WHERE stage = ? ORDER BY position",
      arguments: arguments)
    self.init(
      fingerprint: fingerprint, kind: row[0], version: row[1], options: row[2],
      components: try KeyComponents(json: row[3]).components.map { [$0.name, $0.value] },
      content: try row.fingerprint(4),
      inputs: try inputs.map { row in
        Input(role: row[0], coordinates: row[1], content: try row.optionalFingerprint(2))
      },
      files: try files.map { File(name: $0[0], digest: try $0.fingerprint(1), bytes: $0[2]) },
      metrics: metrics.filter { $0[3] as Bool }.map {
        Figure(name: $0[0], step: $0[1], value: $0[2])
      },
      timings: metrics.filter { !($0[3] as Bool) }.map {
        Figure(name: $0[0], step: $0[1], value: $0[2])
      }, environment: row[5], finished: row[6],
      origin: try Origin(ofStage: fingerprint, database))
  }
}
