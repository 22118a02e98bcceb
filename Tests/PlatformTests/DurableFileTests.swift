import Platform
import TestSupport
import Testing

@Suite("Files that a crash leaves whole")
struct DurableFileTests {
  static let kinds: [(TemporaryName, DurableFile.Durability)] = [
    (.ofProcess, .none), (.ofProcess, .bytesAndName), (.ofTarget, .bytes),
  ]

  @Test("a file is written, and replaced, and nothing else is left", arguments: kinds)
  func written(_ name: TemporaryName, _ durability: DurableFile.Durability) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("table.csv")
    for text in ["first", "second, and longer", ""] {
      try DurableFile.write(Array(text.utf8), to: path, name, durability: durability)
      #expect(FileSystem.text(path) == text)
      #expect(FileSystem.names(in: folder.path) == ["table.csv"])
    }
  }

  @Test("until it is committed the old file stays")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("old".utf8, to: "model")
    let file = try DurableFile(path, permissions: 0o600)
    try file.append(Array("ne".utf8))
    try file.append(Array("w".utf8))
    #expect(FileSystem.text(path) == "old")
    try file.commit()
    #expect(FileSystem.text(path) == "new")
  }

  @Test("one that is given up leaves nothing", arguments: kinds)
  func givenUp(_ name: TemporaryName, _ durability: DurableFile.Durability) throws {
    let folder = try TemporaryFolder()
    var file: DurableFile? = try DurableFile(
      folder.file("model"), name, durability: durability)
    try file?.append([1, 2, 3])
    #expect(FileSystem.names(in: folder.path).map { $0.hasSuffix(".partial") } == [true])
    file = nil
    #expect(FileSystem.names(in: folder.path).isEmpty)
  }

  @Test("one that can't be renamed to its path leaves what is there, and no temporary file")
  func obstructed() throws {
    let folder = try TemporaryFolder()
    try FileSystem.makeFolder(folder.file("model/inside"))
    let error = #expect(throws: SystemError.self) {
      try DurableFile.write([1], to: folder.file("model"))
    }
    #expect(error?.description == "\(folder.file("model")): can't be replaced: Is a directory")
    #expect(FileSystem.names(in: folder.path) == ["model"])
  }

  @Test("one in a folder that isn't there is refused by its temporary name")
  func nowhere() throws {
    let error = #expect(throws: SystemError.self) {
      try DurableFile.write([1], to: "/nowhere/model", .ofTarget)
    }
    #expect(
      error?.description == "/nowhere/model.partial: can't be made: No such file or directory")
  }

  @Test("one that exceeds the disk's room leaves nothing")
  func full() {
    let error = #expect(throws: SystemError.self) {
      try OpenFile("/dev/full", for: .appending).write([1])
    }
    #expect(error?.description == "/dev/full: can't be written: No space left on device")
  }
}
