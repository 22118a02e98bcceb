import Glibc
import Platform
import TestSupport
import Testing

@Suite("Files and folders")
struct FileSystemTests {
  @Test("folders are made with those above them, and removed with what is in them")
  func folders() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a/b/c")
    try FileSystem.makeFolder(path)
    try FileSystem.makeFolder(path)
    try FileSystem.write([1, 2, 3], to: "\(path)/d")
    #expect(FileSystem.isFolder(path) && FileSystem.bytes(under: folder.path) == 3)
    try FileSystem.remove(folder.file("a"))
    try FileSystem.remove(folder.file("a"))
    #expect(FileSystem.names(in: folder.path).isEmpty)
  }

  @Test("a folder can't be made where a file is")
  func obstructed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([1], to: "file")
    #expect(throws: SystemError.self) { try FileSystem.makeFolder(path) }
    #expect(throws: SystemError.self) { try FileSystem.makeFolder("\(path)/below") }
  }

  @Test("a link is there, but no plain file")
  func links() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("link")
    try FileSystem.link(to: "/nowhere", at: path)
    #expect(FileSystem.exists(path) && FileSystem.size(path) == nil)
    #expect(throws: SystemError.self) { try FileSystem.link(to: "/nowhere", at: path) }
    try FileSystem.remove(path)
    #expect(!FileSystem.exists(path))
  }

  @Test("files are read whole, from the beginning and from the end")
  func reading() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let path = try folder.write(bytes, to: "file")
    #expect(try FileSystem.bytes(of: path) == bytes)
    #expect(try FileSystem.bytes(of: path, upTo: 100) == Array(bytes.prefix(100)))
    #expect(FileSystem.end(of: path, bytes: 100) == bytes.suffix(100))
    #expect(FileSystem.end(of: path, bytes: 200_000) == bytes)
    #expect(FileSystem.end(of: folder.file("none"), bytes: 9).isEmpty)
  }

  @Test("appending keeps what is there")
  func appending() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("log")
    try FileSystem.append("one\n", to: path)
    try FileSystem.append("two\n", to: path)
    #expect(FileSystem.text(path) == "one\ntwo\n")
  }

  @Test("a file of the system without a size is read, too")
  func system() throws {
    #expect(FileSystem.text("/proc/self/stat")?.hasPrefix("\(getpid()) (") == true)
  }

  @Test("what has been opened is closed with the last reference")
  func closed() throws {
    var file: OpenFile? = try OpenFile("/dev/null")
    let number = try #require(file?.descriptor)
    #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
    file = nil
    let next = try OpenFile("/dev/null")
    // Other tests may open files meanwhile; a number that is free is used again by the next.
    #expect(next.descriptor >= 0 && number >= 0)
  }
}
