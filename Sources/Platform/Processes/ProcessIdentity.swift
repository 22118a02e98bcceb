internal import Glibc

/// A process told apart from all others, before and after it, on this machine.
package struct ProcessIdentity: Equatable, Sendable {
  /// A new one each time that the machine starts.
  package let boot: String
  package let process: Int
  /// Clock ticks after the machine's start; process numbers are used again, with later starts.
  package let start: Int

  package init(boot: String, process: Int, start: Int) {
    self.boot = boot
    self.process = process
    self.start = start
  }

  /// This process.
  package static let current = ProcessIdentity(
    boot: bootNumber(), process: Int(getpid()), start: start(of: Int(getpid())) ?? 0)

  /// Whether the process is there now; a process of another boot never is.
  package var isAlive: Bool { boot == Self.current.boot && Self.start(of: process) == start }

  /// Such as `process 123`.
  package var description: String { "process \(process)" }

  private static func bootNumber() -> String {
    FileSystem.text("/proc/sys/kernel/random/boot_id")?.split(separator: "\n").first.map(
      String.init) ?? ""
  }

  private static func start(of process: Int) -> Int? {
    // The second field is a name in brackets, which may itself hold blanks and brackets.
    guard let line = FileSystem.text("/proc/\(process)/stat"), let end = line.lastIndex(of: ")")
    else {
      return nil
    }
    let fields = line[end...].split(separator: " ")
    return fields.count > 20 ? Int(fields[20]) : nil
  }
}
