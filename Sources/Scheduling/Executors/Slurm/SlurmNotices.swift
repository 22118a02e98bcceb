internal import Synchronization

/// What a person who waits is told of Slurm.
final class SlurmNotices: Sendable {
  private let notify: @Sendable (String) -> Void
  private let told = Mutex<Set<String>>([])

  init(_ notify: @escaping @Sendable (String) -> Void) { self.notify = notify }

  func tell(_ message: String) { notify(message) }

  func tellOnce(_ message: String) {
    if told.withLock({ $0.insert(message).inserted }) { notify(message) }
  }
}
