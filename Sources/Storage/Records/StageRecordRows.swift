internal import GRDB
internal import Pipeline
internal import Spec

extension StageRecord {
  /// Inserts the stage into the database, and replaces what that has of the stage.
  ///
  /// - Parameter removed: Files that are missing, each with the time when that was found.
  func insert(_ database: Database, removed: [Fingerprint: String] = [:]) throws {
    let stage = fingerprint.description
    // Inputs, artifacts and metrics of the stage are removed by cascade.
    try database.cachedStatement(sql: "DELETE FROM stage WHERE fingerprint = ?")
      .execute(arguments: [stage])
    let names = try KeyComponents(key.components).json()
    try database.cachedStatement(sql: "INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .execute(arguments: [
        stage, kind, version, options, names, content.description, finished, seconds, environment,
        recipe.description,
      ])
    try Origin.replace(ofStage: fingerprint, with: origin, database)
    for (position, input) in inputs.enumerated() {
      try database.cachedStatement(sql: "INSERT INTO input VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [
          stage, position, input.role, input.coordinates, input.content?.description,
        ])
    }
    for file in files {
      try database.cachedStatement(sql: "INSERT INTO artifact VALUES (?, ?, ?, ?, ?)")
        .execute(arguments: [
          stage, file.name, file.digest.description, file.bytes, removed[file.digest],
        ])
    }
    try insertMetrics(of: stage, database)
  }

  private func insertMetrics(of stage: String, _ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?)")
    let all = metrics.map { ($0, true) } + timings.map { ($0, false) }
    for (position, (metric, isReproducible)) in all.enumerated() {
      try statement.execute(arguments: [
        stage, position, metric.name, metric.step, metric.value, isReproducible,
      ])
    }
  }
}

extension StageRecord {
  /// Reads the record of a stage from the database; nil if that has no such stage.
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
        StoredMetric(name: $0[0], step: $0[1], value: $0[2])
      },
      timings: metrics.filter { !($0[3] as Bool) }.map {
        StoredMetric(name: $0[0], step: $0[1], value: $0[2])
      }, environment: row[5], finished: row[6],
      origin: try Origin(ofStage: fingerprint, database))
  }
}
