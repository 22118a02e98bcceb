import Foundation
import Synchronization

/// Performs an action as soon as a condition holds, on a thread of its own.
///
/// Tests share so few threads that one may wait long for its turn.
final class ConditionWatch: Sendable {
  private enum State {
    case waiting, done, over
  }

  private let state = Mutex(State.waiting)

  init(_ isSo: @escaping @Sendable () -> Bool, _ act: @escaping @Sendable () -> Void) {
    Thread.detachNewThread { [weak self] in
      while let self, state.withLock({ $0 == .waiting }) {
        if isSo() {
          act()
          state.withLock { $0 = .done }
        }
        usleep(20_000)
      }
    }
  }

  /// Ends the watch.
  ///
  /// - Returns: Whether the condition ever held.
  func end() -> Bool {
    state.withLock { state in
      defer { state = .over }
      return state == .done
    }
  }
}
