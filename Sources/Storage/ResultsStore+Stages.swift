package import Pipeline
package import Spec

extension ResultsStore {
  /// The finished stage of this key; nil where there is none, or where one of its files is missing
  /// or is not what was stored, so that the stage is done again.
  ///
  /// Every file's status is compared with what it was; where that differs, its digest. A damaged
  /// file is moved to `quarantine`, unless the store is open for reading only.
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
    try StageAccepting(database, stages: stages, claims: claims)
      .accept(stage, key: key, from: former, differences: differences, by: user)
  }

  /// What was accepted and has not been done since, the latest first.
  package func acceptances() throws -> [Acceptance] { try stages.acceptances() }

  /// Every finished stage, the latest first.
  package func cachedStages() throws -> [CachedStage] { try database.read(CachedStage.all) }
}

/// Who works on which stage, and where.
extension ResultsStore {
  package func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)? {
    try stages.claim(fingerprint)
  }

  /// Whether any process does a stage now.
  package func isClaimed(_ fingerprint: Fingerprint) throws -> Bool {
    try claims.isClaimed(fingerprint)
  }

  /// Runs `body` while no cleaning removes anything, so that what it finds is there until it has
  /// been written down who needs it.
  package func sharing<Result>(_ body: () throws -> Result) throws -> Result {
    try claims.sharing(body)
  }

  package func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String {
    try work.make(for: fingerprint, attempt: attempt)
  }

  /// The folder of a stage's last attempt, which its next one begins with; nil where there is none.
  package func waitingWork(for fingerprint: Fingerprint) throws -> String? {
    try work.waiting(for: fingerprint)
  }

  /// Removes what is left of a finished stage's work; small things only at the end of the run, as
  /// some file systems take long to make folders where others have just been removed.
  package func discardWork(for fingerprint: Fingerprint) throws {
    try work.discard(fingerprint)
  }

  /// What was handed to a batch system from this folder.
  package var submissions: SubmissionTable { SubmissionTable(database) }
}
