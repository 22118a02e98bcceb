package import Pipeline
package import Spec

extension ResultsStore {
  /// Returns the finished stage of a key; nil if there is none, or if one of its files is missing
  /// or differs from what was stored, so that the stage is done again.
  ///
  /// Every file's status is compared with the one remembered and, if that differs, its digest. A
  /// damaged file is moved to `quarantine`, unless the store is open for reading only.
  package func finished(_ fingerprint: Fingerprint) throws -> FinishedStage? {
    try stages.find(fingerprint)
  }

  package func metrics(of fingerprint: Fingerprint) throws -> [Metric] {
    try stages.metrics(of: fingerprint)
  }

  package func hasFinished(recipe: Fingerprint) throws -> Bool {
    try stages.hasFinished(recipe: recipe)
  }

  package func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]? {
    try runReading.lastKey(experiment: experiment, stage: stage)
  }

  package func save(
    _ output: StageOutput, of stage: PlannedStage, key: StageKey
  ) throws -> FinishedStage {
    try StageSaving(database, files: files, stages: stages, claims: claims)
      .save(output, of: stage, key: key)
  }

  /// Stores a finished stage of a former key under a new one, and records that this was done.
  ///
  /// - Parameters:
  ///   - stage: The stage as it is planned now.
  ///   - key: The new key.
  ///   - former: The fingerprint of the key that the stage was done under.
  ///   - differences: Lines that say how the two keys differ.
  ///   - user: The person who accepts the stage.
  /// - Throws: ``StoreError`` if there is no finished stage of the former key with all its files,
  ///   or another process does the stage.
  @discardableResult
  package func accept(
    stage: PlannedStage, key: StageKey, from former: Fingerprint, differences: [String],
    by user: String
  ) throws -> FinishedStage {
    try StageAccepting(database, stages: stages, claims: claims)
      .accept(stage, key: key, from: former, differences: differences, by: user)
  }

  /// Returns the stages that were accepted and have not been done since, the latest first.
  package func acceptances() throws -> [Acceptance] { try stages.acceptances() }

  /// Returns every finished stage, the latest first.
  package func cachedStages() throws -> [CachedStage] { try database.read(CachedStage.all) }
}

/// The claims to stages, and the folders in which stages work.
extension ResultsStore {
  package func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)? {
    try stages.claim(fingerprint)
  }

  /// Returns whether any process does a stage now.
  package func isClaimed(_ fingerprint: Fingerprint) throws -> Bool {
    try claims.isClaimed(fingerprint)
  }

  /// Runs `body` while no cleaning removes anything, so that what it finds stays until the database
  /// has who needs it.
  package func sharing<Result>(_ body: () throws -> Result) throws -> Result {
    try claims.sharing(body)
  }

  package func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String {
    try work.make(for: fingerprint, attempt: attempt)
  }

  /// Returns the folder of a stage's last attempt, which its next one begins with; nil if there is
  /// none.
  package func waitingWork(for fingerprint: Fingerprint) throws -> String? {
    try work.waiting(for: fingerprint)
  }

  /// Removes the work folder of a finished stage; a small one is removed at the end of the run
  /// only, as some file systems take long to make folders where others have just been removed.
  package func discardWork(for fingerprint: Fingerprint) throws {
    try work.discard(fingerprint)
  }

  /// The jobs that were submitted to a batch system from this folder.
  package var submissions: SubmissionTable { SubmissionTable(database) }
}
