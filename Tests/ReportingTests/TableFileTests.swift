import FoundationEssentials
import Glibc
import Reporting
import TestSupport
import Testing

@Suite("files of tables")
struct TableFileTests {
  private func timeOfChange(_ path: String) -> timespec {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim : timespec()
  }

  @Test("a file is replaced whole; one that would not change is not touched")
  func replacing() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("main.csv")
    try writeAtomically("a,b\n", to: path)
    let before = timeOfChange(path)
    usleep(20_000)
    try writeAtomically("a,b\n", to: path)
    let unchanged = timeOfChange(path)
    #expect(before.tv_sec == unchanged.tv_sec && before.tv_nsec == unchanged.tv_nsec)
    try writeAtomically("a,c\n", to: path)
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("a,c\n".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["main.csv"])
  }

  @Test("a folder that isn't there is named")
  func noFolder() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: (any Error).self) {
      try writeAtomically("x", to: folder.file("nowhere/main.csv"))
    }
    #expect("\(error as Any)".contains("nowhere/main.csv"))
  }
}
