import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

/// A change to a stored file that the store doesn't know of.
enum Tampering: String, CaseIterable, CustomTestStringConvertible {
  case flip = "a flipped byte"
  case truncation = "a cut"
  case growth = "a byte more"
  case replacement = "other bytes of the same size instead"
  case replacementInTime = "other bytes of the same size and time instead"
  case flipInTime = "a flipped byte and the time set back"

  var testDescription: String { rawValue }

  func perform(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw CocoaError(.fileNoSuchFile) }
    chmod(path, 0o644)
    var bytes = try Data(contentsOf: URL(filePath: path))
    switch self {
    case .truncation: bytes.removeLast()
    case .growth: bytes.append(0)
    default: bytes[0] ^= 1
    }
    if self == .replacement || self == .replacementInTime { unlink(path) }
    // In place, so that the file stays the same one.
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o444)
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    guard count == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    close(file)
    guard self == .replacementInTime || self == .flipInTime else { return }
    let times = [status.st_atim, status.st_mtim]
    guard utimensat(AT_FDCWD, path, times, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}

@Suite("files that were tampered with")
struct SoundnessTests {
  private let bench: StoreBench
  private let key: Fingerprint

  init() throws {
    bench = try StoreBench()
    key = try StoreBench.key(StoreBench.stage()).fingerprint
  }

  private func changed(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0
      ? status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec : 0
  }

  @Test("are found at the next use, set aside, and made anew", arguments: Tampering.allCases)
  func found(_ tampering: Tampering) throws {
    let path = try #require(try bench.save(in: bench.open()).files["a"])
    #expect(try bench.open().finished(key) != nil)
    try tampering.perform(path)
    #expect(try bench.reading().finished(key) == nil)
    #expect(bench.exists(path) && bench.quarantined.isEmpty)
    let store = try bench.open()
    #expect(try store.finished(key) == nil)
    #expect(!bench.exists(path) && bench.quarantined.count == 1)
    try bench.save(in: store)
    #expect(try store.finished(key) != nil && bench.text(path) == "alpha")
    #expect(try bench.open().finished(key) != nil)
  }

  @Test("are found by the process that stored them", arguments: Tampering.allCases)
  func foundAtOnce(_ tampering: Tampering) throws {
    let store = try bench.open()
    let path = try #require(try bench.save(in: store).files["a"])
    #expect(try store.finished(key) != nil)
    try tampering.perform(path)
    #expect(try store.finished(key) == nil)
  }

  @Test("a file that only looks different is compared, and its new looks are noted")
  func looksDifferent() throws {
    let path = try #require(try bench.save(in: bench.open()).files["a"])
    let copy = bench.folder.file("copy")
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: copy, toPath: path)
    #expect(try bench.reading().finished(key) != nil)
    do {
      let store = try bench.open()
      #expect(try store.finished(key) != nil)
      try store.flush()
    }
    let noted = try bench.lines("SELECT changed FROM object")
    #expect(noted == ["\(changed(path))"] || noted == ["-1"])
    #expect(bench.quarantined.isEmpty)
  }

  @Test("a file that is stored once more stays as it is")
  func storedTwice() throws {
    let store = try bench.open()
    let path = try #require(try bench.save(in: store).files["a"])
    let before = changed(path)
    try bench.save(StoreBench.stage(size: 2), ["b": "alpha"], in: store)
    #expect(changed(path) == before)
  }

  @Test("files of a version that noted no looks are compared and noted")
  func olderVersion() throws {
    let path = try #require(try bench.save(in: bench.open()).files["a"])
    try bench.execute("DELETE FROM object")
    try Tampering.flipInTime.perform(path)
    #expect(try bench.open().finished(key) == nil)
    try bench.save(in: bench.open())
    try bench.execute("DELETE FROM object")
    do { #expect(try bench.open().finished(key) != nil) }
    #expect(try bench.lines("SELECT COUNT(*) FROM object") == ["1"])
  }

  @Test("a folder or a link instead of a file is set aside", arguments: [true, false])
  func notPlain(isFolder: Bool) throws {
    let path = try #require(try bench.save(in: bench.open()).files["a"])
    let copy = bench.folder.file("copy")
    try FileManager.default.moveItem(atPath: path, toPath: copy)
    if isFolder {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    } else {
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: copy)
    }
    #expect(try bench.open().finished(key) == nil)
    #expect(bench.quarantined.count == 1)
  }

  @Test("a stage that another process has stored since is found, one that it removed is not")
  func others() throws {
    let (mine, other) = (try bench.open(), try bench.open())
    #expect(try mine.finished(key) == nil)
    let saved = try bench.save(in: other)
    #expect(try mine.finished(key)?.content == saved.content)
    _ = try other.removeUnneeded(keepingRuns: 0, evenUnused: true)
    #expect(try mine.finished(key) == nil)
    try bench.save(in: other)
    #expect(try mine.finished(key) != nil)
  }

  @Test("many stages are found as one is, and their files as well")
  func many() throws {
    let stages = (0..<300).map { StoreBench.stage(size: $0) }
    let writer = try bench.open()
    for stage in stages { try bench.save(stage, ["a": "text of \(stage.options)"], in: writer) }
    let keys = try stages.map { try StoreBench.key($0).fingerprint }
    let (reader, store) = (try bench.reading(), try bench.open())
    for key in keys {
      let wanted = try #require(try writer.finished(key))
      for found in [try reader.finished(key), try store.finished(key)] {
        #expect(found?.files == wanted.files && found?.content == wanted.content)
      }
    }
    #expect(try store.finished(Fingerprint(of: [9])) == nil)
  }
}
