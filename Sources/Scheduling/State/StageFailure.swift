/// What sort of end a stage came to; it decides whether another attempt makes sense.
package enum FailureKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// The worker ended without an answer.
  case crash
  /// It took more memory than it declared or than there was.
  case memory
  case timeout
  /// The stage's own error, which another attempt most likely meets again.
  case error
  /// The machine under it went away; not the stage's doing.
  case machine
  /// The run's own, such as a store that is full: another attempt is of no use.
  case runner

  /// How many further attempts it is worth where a stage declares none.
  var usualRetries: Int {
    switch self {
    case .crash: 1
    case .machine: 3
    case .memory, .timeout, .error, .runner: 0
    }
  }
}

/// Why an attempt at a stage failed.
package struct StageFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let kind: FailureKind
  /// For the person who waits, with figures.
  package let message: String

  package init(_ kind: FailureKind, _ message: String) {
    (self.kind, self.message) = (kind, message)
  }

  package var description: String { message }
}
