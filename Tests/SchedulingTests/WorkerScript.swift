import Foundation
import TestSupport

@testable import Scheduling

/// A shell script that passes for a worker.
struct WorkerScript {
  let folder: TemporaryFolder
  let path: String

  /// Writes the script to a folder of its own.
  ///
  /// - Parameter commands: The commands after the script has read its job; `$ROOT` is the folder.
  init(_ commands: String) throws {
    folder = try TemporaryFolder()
    path = try folder.writeProgram(
      "#!/bin/sh\nROOT=\(folder.path)\nread job\n\(commands)\n", to: "worker")
  }

  /// Makes a root folder in which the system seems to report processes that it has killed.
  func makeRoot(kills: Int) throws -> OutOfMemoryKills {
    for part in ["proc/self", "sys/fs/cgroup/a"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(part), withIntermediateDirectories: true)
    }
    _ = try folder.write("0::/a\n".utf8, to: "proc/self/cgroup")
    _ = try folder.write("low 7\noom_kill \(kills)\n".utf8, to: "sys/fs/cgroup/a/memory.events")
    return OutOfMemoryKills(root: folder.path)
  }
}
