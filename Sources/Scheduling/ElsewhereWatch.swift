internal import Dispatch

/// Looks for the stages that other processes do, more and more seldom.
struct ElsewhereWatch {
  /// Seconds between two looks at a stage, at first and at most.
  private static let firstPause = 0.05
  private static let longestPause = 1.0

  private let queue: DispatchQueue
  private var told: Set<Int> = []

  /// - Parameter queue: Where it looks.
  init(on queue: DispatchQueue) { self.queue = queue }

  /// Whether it hasn't been said yet that another process does the stage.
  mutating func isNews(_ stage: Int) -> Bool { told.insert(stage).inserted }

  /// Looks as long as it is answered that the stage is still to be looked for.
  func keepLooking(_ look: @escaping @Sendable () -> Bool) {
    keepLooking(look, after: Self.firstPause)
  }

  private func keepLooking(_ look: @escaping @Sendable () -> Bool, after pause: Double) {
    queue.asyncAfter(deadline: .now() + pause) {
      if look() { keepLooking(look, after: min(Self.longestPause, pause * 1.5)) }
    }
  }
}
