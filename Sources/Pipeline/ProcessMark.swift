internal import FoundationEssentials
@preconcurrency internal import Glibc
internal import Platform

/// A mark that distinguishes the processes of one attempt at a stage from all others.
///
/// It is an environment variable that the processes inherit; its value is noted in the attempt's
/// work folder before the first of them begins. By it the processes of a worker that was killed are
/// found, also those that left its group.
package struct ProcessMark {
  /// Name of the environment variable that marked processes have.
  package static let variable = "BONDLAB_ATTEMPT"
  private static let fileName = ".bondlab-attempt"
  /// Largest number of passes over all processes, a millisecond apart; a process that another
  /// begins just before it is killed is caught by the next pass.
  private static let passes = 1000

  package let value: String

  /// Makes a mark that no other attempt has.
  package init() {
    value = String(UInt64.random(in: .min ... .max), radix: 16)
  }

  private init(value: String) { self.value = value }

  /// Notes the mark in a work folder.
  package func note(in folder: String) throws {
    try Data(value.utf8).write(to: URL(filePath: "\(folder)/\(Self.fileName)"))
  }

  /// Forgets the mark of a work folder, all of whose processes have ended.
  package static func forget(in folder: String) {
    try? FileSystem.remove("\(folder)/\(fileName)")
  }

  /// Kills the processes that the dead worker of a work folder has left behind, if any.
  package static func endProcesses(of folder: String) {
    let path = "\(folder)/\(fileName)"
    guard let note = try? String(contentsOfFile: path, encoding: .utf8), !note.isEmpty else {
      return
    }
    ProcessMark(value: note).endProcesses()
    forget(in: folder)
  }

  private func endProcesses() {
    let entry = Array("\(Self.variable)=\(value)".utf8)
    for _ in 0..<Self.passes {
      let marked = Self.processes().filter { process in
        Self.environment(of: process).contains { $0.elementsEqual(entry) }
      }
      if marked.isEmpty { return }
      for process in marked { Signals.send(SIGKILL, to: process) }
      usleep(1000)
    }
  }

  private static func processes() -> [pid_t] {
    let own = getpid()
    return FolderMembers.names(in: "/proc").compactMap { pid_t($0) }.filter { $0 != own }
  }

  /// Reads the environment of a process as `NAME=VALUE`; empty where the process is another user's
  /// or has just ended.
  private static func environment(of process: pid_t) -> [Data] {
    let bytes = try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))
    return bytes?.split(separator: 0) ?? []
  }
}
