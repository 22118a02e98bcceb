internal import GRDB
package import Pipeline
internal import Spec

extension ResultsStore {
  package func save(
    _ output: StageOutput, of stage: PlannedStage, key: StageKey
  ) throws -> FinishedStage {
    if let finished = try alreadySaved(output, key) { return finished }
    if isReadOnly { throw StoreError(databasePath, "is open for reading only") }
    let items = try artifacts.adopt(output.files)
    let metrics = output.metrics.map(storable)
    let content = contentFingerprint(items, metrics)
    let record = StageRecord(
      stage: stage, key: key, content: content, items: items, metrics: metrics,
      timings: output.timings.map(storable))
    try write { database, surroundings in try record.insert(database, surroundings) }
    let files = items.map { ($0.name, artifacts.path(ofDigest: $0.digest)) }
    return FinishedStage(
      fingerprint: key.fingerprint, content: content,
      files: Dictionary(uniqueKeysWithValues: files))
  }

  /// The stage as saved before, where its files have been taken over already.
  private func alreadySaved(_ output: StageOutput, _ key: StageKey) throws -> FinishedStage? {
    let paths = output.files.values
    guard !paths.isEmpty, !paths.contains(where: DiskFile.exists),
      let finished = try finished(key.fingerprint)
    else { return nil }
    return Set(finished.files.keys) == Set(output.files.keys) ? finished : nil
  }

  /// The metric as SQLite gives it back: it knows neither the sign of zero nor kinds of NaN.
  private func storable(_ metric: Metric) -> Metric {
    let value = metric.value.isNaN ? .nan : metric.value + 0.0
    return Metric(metric.name, value, step: metric.step)
  }

  /// What a later stage's key counts: file names and digests, and figures that repeat to the bit.
  private func contentFingerprint(
    _ items: [ArtifactFolder.Item], _ metrics: [Metric]
  ) -> Fingerprint {
    Fingerprint(
      ofFields: items.flatMap { ["file", $0.name, $0.digest] }
        + metrics.flatMap { metric in
          ["metric", metric.name, metric.step.map { "\($0)" } ?? "final", "\(metric.value)"]
        })
  }
}

/// Everything of a finished stage that goes into the database at once.
private struct StageRecord {
  let stage: PlannedStage
  let key: StageKey
  let content: Fingerprint
  let items: [ArtifactFolder.Item]
  let metrics: [Metric]
  let timings: [Metric]

  private var fingerprint: String { key.fingerprint.description }

  func insert(_ database: Database, _ surroundings: Surroundings) throws {
    // Takes what an earlier attempt left with it: inputs, artifacts and metrics cascade.
    try database.execute(sql: "DELETE FROM stage WHERE fingerprint = ?", arguments: [fingerprint])
    try database.execute(
      sql: "INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        fingerprint, stage.declaration.kind, stage.declaration.version,
        stage.options.canonicalJSON, try KeyComponents(key.components).json(),
        content.description, surroundings.timestamp,
        timings.last { $0.name == "seconds" && $0.step == nil }?.value,
        surroundings.environmentJSON, StageKey.recipe(of: key.components).description,
      ])
    try insertInputs(database)
    try insertArtifacts(database)
    try insertMetrics(database)
  }

  private func insertInputs(_ database: Database) throws {
    let values = Dictionary(
      key.components.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    for (position, (group, name)) in zip(stage.groups, stage.inputNames).enumerated() {
      let coordinates = group.isGathered ? [] : group.members.first?.coordinates ?? []
      try database.execute(
        sql: "INSERT INTO input VALUES (?, ?, ?, ?, ?)",
        arguments: [fingerprint, position, group.role, CellText.json(coordinates), values[name]])
    }
  }

  private func insertArtifacts(_ database: Database) throws {
    for item in items {
      // A file that was removed to save space is back for every stage that has it.
      try database.execute(
        sql: "UPDATE artifact SET removed = NULL WHERE digest = ?", arguments: [item.digest])
      try database.execute(
        sql: "INSERT INTO artifact VALUES (?, ?, ?, ?, NULL)",
        arguments: [fingerprint, item.name, item.digest, item.bytes])
    }
  }

  private func insertMetrics(_ database: Database) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?)")
    let figures = metrics.map { ($0, true) } + timings.map { ($0, false) }
    for (position, (metric, isReproducible)) in figures.enumerated() {
      // A value that is not a number is NULL, which is what SQLite would make of it anyway.
      try statement.execute(arguments: [
        fingerprint, position, metric.name, metric.step,
        metric.value.isNaN ? nil : metric.value, isReproducible,
      ])
    }
  }
}
