public import Spec

/// A named part of a stage's key, kept so that `plan` and `why` can say which part changed.
public struct KeyComponent: Hashable, Sendable, Codable {
  /// Name of the part, such as `kind`, `version`, `option.steps`, `input.model` or
  /// `file.dataset.path`.
  public let name: String
  public let value: String
  public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
}

/// The identity of a stage, which consists of what it does and to what, and of nothing else.
public struct StageKey: Sendable {
  /// Components of the key, sorted by name.
  public let components: [KeyComponent]
  public let fingerprint: Fingerprint
  public init(components: [KeyComponent], fingerprint: Fingerprint) {
    (self.components, self.fingerprint) = (components, fingerprint)
  }

  /// Makes the key of components in any order.
  package init(_ components: [KeyComponent]) {
    let sorted = components.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    self.init(
      components: sorted,
      fingerprint: Fingerprint(ofFields: sorted.flatMap { [$0.name, $0.value] }))
  }

  /// Makes a digest of the components without the inputs, which is equal for stages that do the
  /// same to whatever they read.
  package static func recipe(of components: [KeyComponent]) -> Fingerprint {
    StageKey(components.filter { !$0.name.hasPrefix("input.") }).fingerprint
  }
}

/// A stage that has been done, here or in an earlier run.
public struct FinishedStage: Sendable {
  public let fingerprint: Fingerprint
  /// Digest of the stage's files and metrics, which is a part of the keys of its readers.
  public let content: Fingerprint
  /// Absolute paths of the stage's files, by file name.
  public let files: [String: String]
  public init(fingerprint: Fingerprint, content: Fingerprint, files: [String: String]) {
    self.fingerprint = fingerprint
    self.content = content
    self.files = files
  }
}

/// The right to do a stage, which one process holds at a time and which ends with that process.
public protocol StageClaim: Sendable {
  /// Gives the right back, as does the end of the value's life.
  func release()
}

/// A store of finished stages.
public protocol StageStore: Sendable {
  /// Finds the finished stage of a key and checks its files against what was stored; nil where
  /// there is none.
  func finished(_ fingerprint: Fingerprint) throws -> FinishedStage?
  /// Checks whether a stage of a kind, version and options has ever been finished, whatever it
  /// read.
  func hasFinished(recipe: Fingerprint) throws -> Bool
  /// Returns the metrics of a finished stage that the same work yields again.
  func metrics(of fingerprint: Fingerprint) throws -> [Metric]
  /// Takes the right to do a stage; nil while another process has it.
  ///
  /// Whoever has waited for it asks again whether the stage is finished.
  func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)?
  /// Takes over the output's files (written, synced, renamed) and records them in one transaction.
  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) throws -> FinishedStage
  /// Returns the key of a stage when it was last finished in an experiment, to show what changed.
  func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]?
  /// Makes a folder for the unfinished work of one attempt.
  ///
  /// It begins with what the attempt before left, which that one can't reach any more.
  func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String
  /// Removes the unfinished work of all attempts.
  func discardWork(for fingerprint: Fingerprint) throws
}
