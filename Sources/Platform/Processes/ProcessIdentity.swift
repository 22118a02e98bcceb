internal import Glibc

/// The identity of a process, which distinguishes it from all others on this machine, also from
/// earlier and later ones of the same number.
package struct ProcessIdentity: Equatable, Sendable {
  /// Identifier of the machine's start, which is new each time that it starts.
  package let boot: String
  package let process: Int
  /// When the process began, in clock ticks after the machine's start; process numbers are used
  /// again, but with later starts.
  package let start: Int

  package init(boot: String, process: Int, start: Int) {
    self.boot = boot
    self.process = process
    self.start = start
  }

  /// This process.
  package static let current = ProcessIdentity(
    boot: bootNumber(), process: Int(getpid()), start: start(of: Int(getpid())) ?? 0)

  /// Whether the process exists now; a process of another start of the machine never does.
  package var isAlive: Bool { boot == Self.current.boot && Self.start(of: process) == start }

  /// The process in words, such as `process 123`.
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
