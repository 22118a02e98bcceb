internal import FoundationEssentials
internal import GRDB
package import Pipeline
package import Spec

/// A stage that was taken over under another key without being done again.
package struct Acceptance: Sendable, Equatable {
  package let stage: Fingerprint
  package let former: Fingerprint
  package let accepted: String
  /// What the keys have differently, as people were told.
  package let differences: [String]
}

extension ResultsStore {
  /// Stores a finished stage of a former key under a new one, and notes that this was done.
  ///
  /// - Parameters:
  ///   - stage: As it is planned now.
  ///   - former: The key of the stage that was done.
  ///   - differences: Lines that say what the two keys have differently.
  /// - Throws: ``StoreError`` where there is no finished stage of that key with all its files.
  @discardableResult
  package func accept(
    stage: PlannedStage, key: StageKey, from former: Fingerprint, differences: [String]
  ) throws -> FinishedStage {
    _ = try writer()
    return try sharing {
      guard let old = try finished(former), let formerKey = DigestKey(former),
        let record = try records.stage(formerKey) ?? record(of: former)
      else { throw StoreError(databasePath, "has no finished stage \(former) to accept") }
      try keep(record.under(key, stage), [], [])
      try write { database, surroundings in
        try database.execute(
          sql: "INSERT OR REPLACE INTO acceptance VALUES (?, ?, ?, ?)",
          arguments: [
            key.fingerprint.description, former.description, surroundings.timestamp,
            Value.list(differences.map(Value.text)).canonicalJSON,
          ])
      }
      return FinishedStage(
        fingerprint: key.fingerprint, content: old.content, files: old.files)
    }
  }

  /// What was accepted, the latest first.
  package func acceptances() throws -> [Acceptance] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT stage, former, accepted, differences FROM acceptance ORDER BY accepted DESC"
      ).map { row in
        Acceptance(
          stage: Fingerprint(hexadecimal: row[0]), former: Fingerprint(hexadecimal: row[1]),
          accepted: row[2],
          differences: try JSONDecoder().decode([String].self, from: Data((row[3] as String).utf8)))
      }
    }
  }
}

extension StageRecord {
  /// The same results under another key.
  fileprivate func under(_ key: StageKey, _ stage: PlannedStage) -> StageRecord {
    let values = Dictionary(
      key.components.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return StageRecord(
      fingerprint: key.fingerprint.description, kind: stage.declaration.kind,
      version: stage.declaration.version, options: stage.options.canonicalJSON,
      components: key.components.map { [$0.name, $0.value] }, content: content,
      inputs: zip(stage.groups, stage.inputNames).map { group, name in
        let coordinates = group.isGathered ? [] : group.members.first?.coordinates ?? []
        return Input(
          role: group.role, coordinates: CellText.json(coordinates), content: values[name])
      },
      files: files, metrics: metrics, timings: timings, environment: environment,
      finished: finished)
  }
}
