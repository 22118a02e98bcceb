internal import Glibc
internal import Synchronization

/// A program that this process has started, and has to wait for.
package final class ChildProcess: Sendable {
  /// The number of the process, and of its group where it has one of its own.
  package let number: Int32
  private let ended = Mutex<ProcessEnd?>(nil)

  init(_ number: Int32) { self.number = number }

  /// How it ended; nil while nobody has waited for its end.
  package var end: ProcessEnd? { ended.withLock { $0 } }

  /// Waits until it has ended, but keeps its number from being used again until ``wait()`` is
  /// called.
  package func awaitExit() {
    var information = siginfo_t()
    retrying { waitid(P_PID, id_t(number), &information, WEXITED | WNOWAIT) }
  }

  /// Waits for its end, and returns it.
  @discardableResult
  package func wait() -> ProcessEnd {
    awaitExit()
    return ended.withLock { ended in
      if let ended { return ended }
      var (status, usage): (Int32, rusage) = (0, rusage())
      retrying { wait4(number, &status, 0, &usage) }
      let end = ProcessEnd(status: status, usage)
      ended = end
      return end
    }
  }

  /// Sends a signal to its whole group, which has to be its own, unless it has been waited for.
  package func signalGroup(_ signal: Int32) {
    ended.withLock { if $0 == nil { Signals.send(signal, toGroup: number) } }
  }
}
