/// The kind of a stage's failure, which decides whether another attempt makes sense.
package enum FailureKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// The worker ended without an answer.
  case crash
  /// The stage took more memory than it declared or than there was.
  case memory
  /// The stage took longer than its time limit.
  case timeout
  /// The stage's own error, which another attempt most likely meets again.
  case error
  /// The machine that it ran on went away, which is not the stage's fault.
  case machine
  /// The run itself failed, for example because the store is full; another attempt is of no use.
  case runner

  /// Number of further attempts where a stage declares none.
  var usualRetries: Int {
    switch self {
    case .crash: 1
    case .machine: 3
    case .memory, .timeout, .error, .runner: 0
    }
  }
}

/// The reason why an attempt at a stage failed.
package struct StageFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let kind: FailureKind
  /// What happened, in words and numbers for the person who waits.
  package let message: String

  package init(_ kind: FailureKind, _ message: String) {
    (self.kind, self.message) = (kind, message)
  }

  package var description: String { message }
}
