/// Decides when the queue is asked next: as often as allowed while answers change, and more and
/// more seldom while they don't or while Slurm does not answer.
package struct QueueClock: Sendable {
  private let least: Double
  private let most: Double
  private var interval: Double
  private var last: Double?

  /// Creates a clock that asks at once.
  ///
  /// - Parameter retention: Seconds for which Slurm remembers jobs that have ended, so that the
  ///   queue is asked at least twice as often; nil where it is not known.
  package init(_ timing: SlurmTiming, retention: Double? = nil) {
    least = timing.query
    most = max(least, min(timing.longestQuery, retention.map { $0 / 2 } ?? .infinity))
    interval = least
  }

  package func isDue(at now: Double) -> Bool {
    last.map { now - $0 >= interval } ?? true
  }

  package mutating func asked(at now: Double) { last = now }

  /// Takes notice of an answer.
  ///
  /// - Parameter isNews: Whether the answer differed from the one before.
  package mutating func answered(isNews: Bool) {
    interval = isNews ? least : min(most, interval * 1.5)
  }

  package mutating func failed() { interval = min(most, interval * 1.5) }

  /// Asks often again, because something has been submitted or an answer is needed to go on.
  package mutating func wakes() { interval = least }
}
