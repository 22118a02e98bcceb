/// When the queue is asked next: as often as allowed while things change, more and more seldom
/// while they don't or while Slurm does not answer. A value that decides.
package struct QueueClock: Sendable {
  private let least: Double
  private let most: Double
  private var interval: Double
  private var last: Double?

  /// - Parameter memory: How long Slurm remembers jobs that have ended, in seconds; within that
  ///   time their ends are to be seen. nil where it is not known.
  package init(_ timing: SlurmTiming, memory: Double? = nil) {
    least = timing.query
    most = max(least, min(timing.longestQuery, memory.map { $0 / 2 } ?? .infinity))
    interval = least
  }

  package func isDue(at now: Double) -> Bool {
    last.map { now - $0 >= interval } ?? true
  }

  package mutating func asked(at now: Double) { last = now }

  /// - Parameter isNews: Whether the answer differed from the one before.
  package mutating func answered(isNews: Bool) {
    interval = isNews ? least : min(most, interval * 1.5)
  }

  package mutating func failed() { interval = min(most, interval * 1.5) }

  /// Something has been submitted, or an answer is needed to go on.
  package mutating func wakes() { interval = least }
}
