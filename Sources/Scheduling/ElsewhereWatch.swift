internal import Dispatch

/// Looks at ever longer intervals whether stages that other processes run have ended.
struct ElsewhereWatch {
  /// Seconds between two looks at a stage, at first and at most.
  private static let firstPause = 0.05
  private static let longestPause = 1.0

  private let queue: DispatchQueue
  private var announced: Set<Int> = []

  /// Creates a watch that looks on a queue.
  init(on queue: DispatchQueue) { self.queue = queue }

  /// Returns whether it has not been announced yet that another process runs the stage, and notes
  /// that it is announced now.
  mutating func isNews(_ stage: Int) -> Bool { announced.insert(stage).inserted }

  /// Calls `look` again and again, as long as it returns true.
  func keepLooking(_ look: @escaping @Sendable () -> Bool) {
    keepLooking(look, after: Self.firstPause)
  }

  private func keepLooking(_ look: @escaping @Sendable () -> Bool, after pause: Double) {
    queue.asyncAfter(deadline: .now() + pause) {
      if look() { keepLooking(look, after: min(Self.longestPause, pause * 1.5)) }
    }
  }
}
