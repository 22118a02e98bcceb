import Foundation
import TestSupport
import Testing

@testable import Platform

@Suite("the machine's memory")
struct MachineMemoryTests {
  @Test("is that of the narrowest group")
  func machine() throws {
    let folder = try TemporaryFolder()
    for part in ["proc/self", "sys/fs/cgroup/a/b"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(part), withIntermediateDirectories: true)
    }
    _ = try folder.write("MemFree: 1 kB\nMemTotal:  2000 kB\n".utf8, to: "proc/meminfo")
    #expect(MachineMemory.bytes(root: folder.path) == 2_048_000)
    _ = try folder.write("0::/a/b\n".utf8, to: "proc/self/cgroup")
    _ = try folder.write("max\n".utf8, to: "sys/fs/cgroup/a/b/memory.max")
    _ = try folder.write("500000\n".utf8, to: "sys/fs/cgroup/a/memory.max")
    #expect(MachineMemory.bytes(root: folder.path) == 500_000)
    #expect(MachineMemory.bytes().map { $0 > 1 << 20 } == true)
  }
}
