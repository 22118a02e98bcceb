/// Receives the reports of a stage that works, and can ask the stage to stop.
public protocol StageReporter: Sendable {
  /// Reports how far the stage is; may be called as often as is convenient.
  func progress(_ progress: StageProgress)

  /// Writes a line to the stage's log.
  func log(_ line: String)

  /// Whether the stage must save what it needs to go on later, and throw ``StageStopped``.
  var shouldStop: Bool { get }
}

/// The error with which a stage ends that was asked to stop and has saved its state.
public struct StageStopped: Error {
  public init() {}
}
