internal import Glibc

/// Handles signals to this process, and sends signals to others.
package enum Signals {
  /// Ignores a signal in this process.
  ///
  /// - Returns: Whether it was ignored before.
  @discardableResult
  package static func ignore(_ number: Int32) -> Bool {
    // SIG_IGN, which a function can't be compared with.
    unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1
  }

  /// Sets the handler of a signal, a function that may do next to nothing.
  package static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    signal(number, handler)
  }

  /// Sends a signal to all processes of a group.
  package static func send(_ number: Int32, toGroup group: Int32) { kill(-group, number) }

  /// Sends a signal to a process.
  package static func send(_ number: Int32, to process: Int32) { kill(process, number) }

  /// Returns the system's name of a signal, such as `Killed`.
  package static func name(_ number: Int32) -> String { String(cString: strsignal(number)) }
}
