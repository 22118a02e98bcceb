internal import Options
internal import Pipeline
internal import Spec

/// Stores the results of finished stages under new keys.
struct StageAccepting {
  private let database: ResultsDatabase
  private let stages: FinishedStages
  private let claims: ClaimFolder

  init(_ database: ResultsDatabase, stages: FinishedStages, claims: ClaimFolder) {
    self.database = database
    self.stages = stages
    self.claims = claims
  }

  /// Stores the stage of a former key under a new one, and records that this was done.
  func accept(
    _ stage: PlannedStage, key: StageKey, from former: Fingerprint, differences: [String],
    by user: String
  ) throws -> FinishedStage {
    let surroundings = try database.writer()
    guard let claim = try stages.claim(key.fingerprint) else {
      throw StoreError(
        claims.results, "another process does stage \(stage.id): wait for it, or stop it")
    }
    defer { claim.release() }
    return try claims.sharing {
      if let finished = try stages.find(key.fingerprint) { return finished }
      guard let old = try stages.find(former), let record = try stages.record(of: former) else {
        throw StoreError(database.path, "has no finished stage \(former) to accept")
      }
      let origin = StageRecord.Origin(
        former: former, accepted: surroundings.timestamp,
        acceptedBy: "\(user)@\(surroundings.host)", differences: differences)
      let taken = record.under(key, stage, origin)
      try stages.keep(taken, [], stages.gatherings(of: stage, taken))
      return FinishedStage(fingerprint: key.fingerprint, content: old.content, files: old.files)
    }
  }
}

extension StageRecord {
  /// Returns a record of the same results under another key.
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
