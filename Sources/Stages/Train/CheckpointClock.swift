internal import Dispatch
internal import FoundationEssentials

/// Says when a training's next checkpoint is due.
struct CheckpointClock {
  /// Seconds after which a checkpoint is due.
  ///
  /// Where writing one takes long, it is due later: at most a twentieth of the time goes into
  /// checkpoints.
  private static let standardPause = 5.0
  private static let pausePerSecondOfSaving = 20.0
  private static let pauseVariable = "BONDLAB_CHECKPOINT_SECONDS"

  private let shortestPause: Double
  private var next: Double

  /// Starts the clock.
  ///
  /// - Throws: ``StageError`` where the environment gives a pause that is none.
  init() throws {
    shortestPause = try Self.shortestPause()
    next = Self.now() + shortestPause
  }

  /// Whether a checkpoint is due.
  var isDue: Bool { Self.now() > next }

  /// Saves a checkpoint, and measures how long that takes.
  mutating func save(_ write: () throws -> Void) rethrows {
    let begin = Self.now()
    try write()
    let end = Self.now()
    next = end + max(shortestPause, Self.pausePerSecondOfSaving * (end - begin))
  }

  private static func shortestPause() throws -> Double {
    guard let text = ProcessInfo.processInfo.environment[pauseVariable] else {
      return standardPause
    }
    guard let seconds = Double(text), seconds >= 0 else {
      throw StageError("\(pauseVariable) must be a number of seconds, not '\(text)'")
    }
    return seconds
  }

  /// Seconds on a clock that is never set back, for progress and checkpoints, not for results.
  static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
