internal import Glibc

/// What this process does with signals, and what it sends to others.
package enum Signals {
  /// Has a signal do nothing here.
  ///
  /// - Returns: Whether it did nothing before.
  @discardableResult
  package static func ignore(_ number: Int32) -> Bool {
    // SIG_IGN, which a function can't be compared with.
    unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1
  }

  /// Has a signal call a function, which may do next to nothing.
  package static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    signal(number, handler)
  }

  /// Sends a signal to all processes of a group.
  package static func send(_ number: Int32, toGroup group: Int32) { kill(-group, number) }

  /// Sends a signal to a process.
  package static func send(_ number: Int32, to process: Int32) { kill(process, number) }

  /// What the system calls a signal, such as `Killed`.
  package static func name(_ number: Int32) -> String { String(cString: strsignal(number)) }
}
