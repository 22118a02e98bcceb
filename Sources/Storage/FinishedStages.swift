internal import GRDB
package import Pipeline
package import Spec

/// A finished stage as the database tells of it, its files not yet looked at.
private struct StoredStage {
  let content: String
  let artifacts: [(item: ArtifactFolder.Item, isRemoved: Bool)]
}

extension ResultsStore {
  package func finished(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    try finishedAll([fingerprint])[fingerprint]
  }

  /// The finished ones among the stages of these keys, in one reading of the database.
  ///
  /// A stage with a file that is missing or of another size counts as not finished, so that it is
  /// done again; such a file is moved to `quarantine`, unless the store is open for reading only.
  package func finishedAll(_ keys: some Sequence<Fingerprint>) throws
    -> [Fingerprint: FinishedStage]
  {
    var stored: [(Fingerprint, StoredStage)] = []
    try read { database in
      for key in keys {
        if let stage = try storedStage(key, database) { stored.append((key, stage)) }
      }
    }
    var finished: [Fingerprint: FinishedStage] = [:]
    for (key, stage) in stored {
      guard let files = try soundFiles(of: stage) else { continue }
      finished[key] = FinishedStage(
        fingerprint: key, content: Fingerprint(hexadecimal: stage.content), files: files)
    }
    return finished
  }

  private func storedStage(_ key: Fingerprint, _ database: Database) throws -> StoredStage? {
    let arguments: StatementArguments = [key.description]
    let content = try String.fetchOne(
      database.cachedStatement(sql: "SELECT content FROM stage WHERE fingerprint = ?"),
      arguments: arguments)
    guard let content else { return nil }
    let artifacts = try Row.fetchAll(
      database.cachedStatement(
        sql: "SELECT name, digest, bytes, removed FROM artifact WHERE stage = ? ORDER BY name"),
      arguments: arguments)
    return StoredStage(
      content: content,
      artifacts: artifacts.map { row in
        let item = ArtifactFolder.Item(name: row[0], digest: row[1], bytes: row[2])
        return (item, !(row[3] as DatabaseValue).isNull)
      })
  }

  package func metrics(of fingerprint: Fingerprint) throws -> [Metric] {
    try read { database in
      try Row.fetchAll(
        database.cachedStatement(
          sql: """
            SELECT name, step, value FROM metric WHERE stage = ? AND reproducible = 1
            ORDER BY position
            """), arguments: [fingerprint.description]
      ).map { Metric($0[0], $0[2] ?? .nan, step: $0[1]) }
    }
  }

  package func hasFinished(recipe: Fingerprint) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM stage WHERE recipe = ?)"),
        arguments: [recipe.description]) ?? false
    }
  }

  /// File name to path; nil where one is gone or damaged.
  private func soundFiles(of stage: StoredStage) throws -> [String: String]? {
    var files: [String: String] = [:]
    var isSound = true
    for (item, isRemoved) in stage.artifacts {
      let path = artifacts.path(ofDigest: item.digest)
      files[item.name] = path
      if isRemoved {
        isSound = false
      } else if DiskFile.size(path) != item.bytes {
        isSound = false
        if !isReadOnly && DiskFile.exists(path) { try artifacts.moveAside(digest: item.digest) }
      }
    }
    return isSound ? files : nil
  }

  package func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]? {
    let text = try read { database in
      try String.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT stage.components FROM run_stage
            JOIN run ON run.id = run_stage.run
            JOIN stage ON stage.fingerprint = run_stage.fingerprint
            WHERE run_stage.id = ? AND run.experiment = ?
              AND run_stage.status IN ('done', 'cached')
            ORDER BY run_stage.run DESC LIMIT 1
            """), arguments: [stage.description, experiment])
    }
    return try text.map(KeyComponents.init(json:))?.components
  }
}
