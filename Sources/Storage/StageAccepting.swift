internal import GRDB
package import Pipeline
internal import Options
package import Spec
internal import Synchronization

/// A stage that was taken over under another key without being done again.
package struct Acceptance: Sendable, Equatable {
  package let stage: Fingerprint
  package let former: Fingerprint
  /// When, such as `2026-11-25T10:20:00Z`.
  package let accepted: String
  /// Who, as `user@host`; empty where an older version of the program accepted it.
  package let acceptedBy: String
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
  ///   - user: Who wants it so.
  /// - Throws: ``StoreError`` where there is no finished stage of that key with all its files, or
  ///   another process is about to finish the stage.
  @discardableResult
  package func accept(
    stage: PlannedStage, key: StageKey, from former: Fingerprint, differences: [String],
    by user: String
  ) throws -> FinishedStage {
    let surroundings = try writer()
    guard let claim = try claim(key.fingerprint) else {
      throw StoreError(folder, "another process does stage \(stage.id): wait for it, or stop it")
    }
    defer { claim.release() }
    return try sharing {
      if let finished = try finished(key.fingerprint) { return finished }
      guard let old = try finished(former),
        let record = try records.stage(former) ?? record(of: former)
      else { throw StoreError(databasePath, "has no finished stage \(former) to accept") }
      let origin = StageRecord.Origin(
        former: former, accepted: surroundings.timestamp,
        acceptedBy: "\(user)@\(surroundings.host)", differences: differences)
      let taken = record.under(key, stage, origin)
      try keep(taken, [], gatherings(of: stage, taken))
      return FinishedStage(
        fingerprint: key.fingerprint, content: old.content, files: old.files)
    }
  }

  /// What was accepted and has not been done since, the latest first.
  package func acceptances() throws -> [Acceptance] {
    let noted = try read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT stage, former, accepted, accepted_by, differences FROM acceptance
          ORDER BY accepted DESC
          """
      ).map { row in
        Acceptance(
          try row.fingerprint(0),
          try StageRecord.Origin(
            try row.fingerprint(1), row[2], row[3], differences: row[4]))
      }
    }
    let outside = outside.withLock { outside in
      outside.values.compactMap { record in
        record.origin.map { Acceptance(record.fingerprint, $0) }
      }
    }
    return noted + outside
  }
}

extension Acceptance {
  fileprivate init(_ stage: Fingerprint, _ origin: StageRecord.Origin) {
    self.init(
      stage: stage, former: origin.former, accepted: origin.accepted,
      acceptedBy: origin.acceptedBy, differences: origin.differences)
  }
}

extension StageRecord {
  /// The same results under another key.
  fileprivate func under(
    _ key: StageKey, _ stage: PlannedStage, _ origin: Origin
  ) -> StageRecord {
    StageRecord(
      fingerprint: key.fingerprint, kind: stage.declaration.kind,
      version: stage.declaration.version, options: stage.options.canonicalJSON,
      components: key.components.map { [$0.name, $0.value] }, content: content,
      inputs: Self.inputs(of: stage, key),
      files: files, metrics: metrics, timings: timings, environment: environment,
      finished: finished, origin: origin)
  }
}
