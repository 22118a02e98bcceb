public import Spec

/// A named part of a stage's key, kept so that `plan` and `why` can say which part changed.
public struct KeyComponent: Hashable, Sendable, Codable {
  /// `kind`, `version`, `option.steps`, `input.model`, `file.dataset.path`, ...
  public let name: String
  public let value: String
  public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// A stage's identity: what it does and to what, and nothing else.
public struct StageKey: Sendable {
  /// Sorted by name.
  public let components: [KeyComponent]
  public let fingerprint: Fingerprint
  public init(components: [KeyComponent], fingerprint: Fingerprint) {
    (self.components, self.fingerprint) = (components, fingerprint)
  }
}

/// A stage that has been done, here or in an earlier run.
public struct FinishedStage: Sendable {
  public let fingerprint: Fingerprint
  /// The digest of its files and metrics: what a later stage's key counts.
  public let content: Fingerprint
  /// File name to absolute path.
  public let files: [String: String]
  public let metrics: [Metric]
  public init(
    fingerprint: Fingerprint, content: Fingerprint, files: [String: String], metrics: [Metric]
  ) {
    (self.fingerprint, self.content, self.files) = (fingerprint, content, files)
    self.metrics = metrics
  }
}

/// Where finished stages are kept.
public protocol StageStore: Sendable {
  /// The finished stage of this key, its files checked to be there with their sizes; nil where
  /// there is none.
  func finished(_ fingerprint: Fingerprint) throws -> FinishedStage?
  /// Takes over the files (written, synced, renamed), then names them in one transaction.
  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) throws -> FinishedStage
  /// The key that this stage of this experiment had when it was last finished, for "what changed".
  func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]?
  /// A folder for unfinished work, the same for every attempt at this key.
  func workFolder(for fingerprint: Fingerprint) throws -> String
  /// Removes the work folder.
  func discardWork(for fingerprint: Fingerprint) throws
}
