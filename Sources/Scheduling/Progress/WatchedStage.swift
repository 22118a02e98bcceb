package import Pipeline

/// A stage of a run that is being watched.
package struct WatchedStage: Sendable {
  /// The state of the stage, in the order in which counts of states are shown.
  package enum State: String, Sendable, CaseIterable {
    case running, done, cached, failed, interrupted, skipped, waiting
  }

  package let id: String
  /// The stage's name in the spec.
  package let name: String
  package let state: State
  /// Seconds since the stage began, or those that it took; nil where it was not begun.
  package var seconds: Double?
  /// How far it is; nil where it doesn't run or has not said so.
  package var progress: StageProgress?
  /// Its training loss, from its log.
  package var curve: [Double] = []
  /// Why it failed.
  package var message: String?

  package init(_ id: String, name: String, _ state: State, seconds: Double? = nil) {
    (self.id, self.name, self.state, self.seconds) = (id, name, state, seconds)
  }

  /// Whether nothing more happens to it in this run.
  package var isOver: Bool { state != .running && state != .waiting }
}
