/// What a stage says while it works, and what it is told.
public protocol StageReporter: Sendable {
  /// How far it is; may be called as often as is convenient.
  func progress(_ progress: StageProgress)

  /// A line for the stage's log.
  func log(_ line: String)

  /// Whether to save what is needed to go on later and to throw ``StageStopped``.
  var shouldStop: Bool { get }
}

/// A stage that was asked to stop and has saved its state.
public struct StageStopped: Error {
  public init() {}
}
