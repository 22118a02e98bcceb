internal import Synchronization

/// Shows messages about Slurm to the person who waits.
final class SlurmNotices: Sendable {
  private let notify: @Sendable (String) -> Void
  private let shown = Mutex<Set<String>>([])

  init(_ notify: @escaping @Sendable (String) -> Void) { self.notify = notify }

  func show(_ message: String) { notify(message) }

  /// Shows a message, unless it has been shown by this method before.
  func showOnce(_ message: String) {
    if shown.withLock({ $0.insert(message).inserted }) { notify(message) }
  }
}
