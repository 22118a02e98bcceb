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

  /// The key of these components, in any order.
  package init(_ components: [KeyComponent]) {
    let sorted = components.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    self.init(
      components: sorted,
      fingerprint: Fingerprint(ofFields: sorted.flatMap { [$0.name, $0.value] }))
  }

  /// The key without what was read: equal for stages that do the same to whatever they read.
  package static func recipe(of components: [KeyComponent]) -> Fingerprint {
    StageKey(components.filter { !$0.name.hasPrefix("input.") }).fingerprint
  }
}

/// A stage that has been done, here or in an earlier run.
public struct FinishedStage: Sendable {
  public let fingerprint: Fingerprint
  /// The digest of its files and metrics: what a later stage's key counts.
  public let content: Fingerprint
  /// File name to absolute path.
  public let files: [String: String]
  public init(fingerprint: Fingerprint, content: Fingerprint, files: [String: String]) {
    self.fingerprint = fingerprint
    self.content = content
    self.files = files
  }
}

/// The right to do a stage, held by one process at a time; it ends with the process that holds it.
public protocol StageClaim: Sendable {
  /// Gives the right back; so does the end of the value's life.
  func release()
}

/// Where finished stages are kept.
public protocol StageStore: Sendable {
  /// The finished stage of this key, its files checked to be what was stored; nil where there is
  /// none.
  func finished(_ fingerprint: Fingerprint) throws -> FinishedStage?
  /// Whether a stage of this kind, version and options has ever been finished, whatever it read.
  func hasFinished(recipe: Fingerprint) throws -> Bool
  /// The figures of a finished stage that the same work yields again.
  func metrics(of fingerprint: Fingerprint) throws -> [Metric]
  /// Takes the right to do a stage; nil while another process has it.
  ///
  /// Whoever has waited for it asks again whether the stage is finished.
  func claim(_ fingerprint: Fingerprint) throws -> (any StageClaim)?
  /// Takes over the files (written, synced, renamed), then names them in one transaction.
  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) throws -> FinishedStage
  /// The key that this stage of this experiment had when it was last finished, for "what changed".
  func lastKey(experiment: String, stage: StageID) throws -> [KeyComponent]?
  /// A folder of one attempt's own for unfinished work; it begins with what the attempt before it
  /// left, which that one can't reach any more.
  func workFolder(for fingerprint: Fingerprint, attempt: String) throws -> String
  /// Removes the work of all attempts.
  func discardWork(for fingerprint: Fingerprint) throws
}
