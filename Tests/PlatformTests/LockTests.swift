import Platform
import TestSupport
import Testing

@Suite("Locks")
struct LockTests {
  @Test("a lock keeps out whoever else opens the file, until its holder goes")
  func exclusive() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    #expect(try FileLock.isHeld(path) == nil)
    let holder = try FileLock.wait(path, .exclusive)
    #expect(try FileLock.attempt(path, .exclusive) == nil)
    #expect(try FileLock.attempt(path, .shared) == nil)
    #expect(try FileLock.isHeld(path) == true)
    withExtendedLifetime(holder) {}
  }

  @Test("a lock that was dropped is free")
  func dropped() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    do { _ = try FileLock.wait(path, .exclusive) }
    #expect(try FileLock.isHeld(path) == false)
    #expect(try FileLock.attempt(path, .exclusive) != nil)
  }

  @Test("several share a lock, and keep out one that wants it alone")
  func shared() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    let holders = [try FileLock.wait(path, .shared), try FileLock.wait(path, .shared)]
    #expect(try FileLock.attempt(path, .exclusive) == nil)
    withExtendedLifetime(holders) {}
  }

  @Test("another process keeps its lock as long as it lives")
  func otherProcess() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    let (toChild, fromChild) = (try Pipe(to: "a test"), try Pipe(to: "a test"))
    let child = try Program(
      ["flock", "--exclusive", path, "sh", "-c", "echo held; read line"],
      streams: [0: .file(toChild.output), 1: .file(fromChild.input)]
    ).start()
    var answer = [UInt8](repeating: 0, count: 5)
    #expect(try fromChild.output.read(into: &answer) == 5)
    #expect(try FileLock.attempt(path, .exclusive) == nil)
    try toChild.input.write([10])
    child.wait()
    #expect(try FileLock.attempt(path, .exclusive) != nil)
  }

  @Test("a program that inherits a locked file holds the lock")
  func inherited() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    let pipe = try Pipe(to: "a test")
    var lock: FileLock? = try FileLock.wait(path, .exclusive)
    let file = try #require(lock?.file.descriptor)
    let child = try Program(
      ["sh", "-c", "read line"], streams: [0: .file(pipe.output), 3: .own(file)]
    ).start()
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(try FileLock.isHeld(path) == true)
    try pipe.input.write([10])
    child.wait()
    #expect(try FileLock.isHeld(path) == false)
  }

  @Test("a lock on a file that was removed is distinguished from one on its successor")
  func removed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("lock")
    let lock = try FileLock.wait(path, .exclusive)
    #expect(lock.isStill(path))
    try lock.write("first, and long\n")
    try lock.write("me\n")
    #expect(FileSystem.text(path) == "me\n")
    try FileSystem.remove(path)
    #expect(!lock.isStill(path))
    _ = try folder.write([], to: "lock")
    #expect(!lock.isStill(path))
  }

  @Test("each byte of a file is locked by itself")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("stages")
    let (mine, others) = (try ByteLocks(path), try ByteLocks(path))
    for offset in [0, 7, 1 << 60] {
      #expect(try mine.take(offset))
      #expect(try !others.take(offset))
      #expect(try others.isHeld(offset) && !mine.isHeld(offset))
      #expect(try !others.isHeld(offset + 1) && others.take(offset + 1))
      mine.release(offset)
      #expect(try !others.isHeld(offset) && others.take(offset))
    }
    #expect(FileSystem.size(path) == 0)
  }
}
