import FoundationEssentials
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

/// A file system in memory of 1 MiB, unmounted when the last reference to it goes.
private final class SmallDisk {
  let path: String
  private let folder: TemporaryFolder

  /// Mounts the file system; nil if mounting is not permitted.
  init?() throws {
    folder = try TemporaryFolder()
    path = folder.file("disk")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("tmpfs", path, "tmpfs", 0, "size=1m,mode=777") == 0 else { return nil }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Fills all but so many bytes of the free space.
  func fill(leaving bytes: Int) throws {
    empty()
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { throw CocoaError(.fileReadUnknown) }
    let free = Int(status.f_bavail) * Int(status.f_frsize)
    try Data(count: max(0, free - bytes)).write(to: URL(filePath: filler))
  }

  /// Frees the space again. A process that another test has just started may have the file open, so
  /// that it has to be cut, not only removed.
  func empty() {
    truncate(filler, 0)
    unlink(filler)
  }

  private var filler: String { "\(path)/filler" }
}

@Suite("disks that are full and folders that may not be written", .serialized)
struct FullDiskTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  private static let surroundings = Surroundings(
    host: "here", version: "1", environment: [:], now: { Date(timeIntervalSince1970: 0) })

  @Test("wherever the disk gets full, it is said, and what was stored stays sound")
  func full() throws {
    guard let disk = try SmallDisk() else {
      print("skipped: mounting a small file system is not permitted here")
      return
    }
    let results = "\(disk.path)/Results"
    let first = StoreBench.stage(size: 1)
    do {
      let store = try ResultsStore(folder: results, surroundings: Self.surroundings)
      try bench.save(first, ["a": "alpha"], metrics: [Metric("loss", 1)], in: store)
    }
    var (refusals, successes) = (0, 0)
    for pages in stride(from: 0, to: 96, by: 3) {
      try disk.fill(leaving: pages * 4096)
      let stage = StoreBench.stage(size: 100 + pages)
      do {
        let store = try ResultsStore(folder: results, surroundings: Self.surroundings)
        let text = String(repeating: "\(pages)", count: 3000)
        try bench.save(stage, ["a": text], metrics: [Metric("loss", 2)], in: store)
        let run = try store.beginRun(StoreBench.plan(stage), bench.request)
        try store.finishRun(run, .done)
        successes += 1
      } catch let error as StoreError {
        #expect("\(error)".contains("space") || "\(error)".contains("full"), "\(error)")
        refusals += 1
      }
      disk.empty()
      let store = try ResultsStore(folder: results, surroundings: Self.surroundings)
      #expect(store.notice == nil, "\(pages) pages")
      #expect(try store.verify().isEmpty, "\(pages) pages")
      let found = try store.finished(StoreBench.key(first).fingerprint)
      #expect(bench.text(found?.files["a"]) == "alpha", "\(pages) pages")
      _ = try store.removeUnneeded(keepingRuns: 100)
      try bench.save(first, ["a": "alpha"], metrics: [Metric("loss", 1)], in: store)
    }
    #expect(refusals > 2 && successes > 2, "\(refusals) refused, \(successes) stored")
  }

  @Test("a folder that may not be written is named with its path, and can be read")
  func readOnly() throws {
    let folder = try TemporaryFolder()
    let disk = folder.file("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    try bench.save(in: bench.open())
    guard mount(bench.results, disk, nil, UInt(MS_BIND), nil) == 0 else {
      print("skipped: mounting a folder for reading only is not permitted here")
      return
    }
    defer { umount2(disk, Int32(MNT_DETACH)) }
    let flags = UInt(MS_BIND | MS_REMOUNT | MS_RDONLY)
    guard mount(nil, disk, nil, flags, nil) == 0 else {
      Issue.record("the folder can't be mounted for reading only")
      return
    }
    let error = #expect(throws: StoreError.self) {
      _ = try ResultsStore(folder: disk, surroundings: Self.surroundings)
    }
    #expect(error?.path.hasPrefix(disk) == true)
    #expect(error?.problem.contains("Read-only file system") == true, "\(error?.problem ?? "")")
    let found = try ResultsStore(reading: disk).finished(
      StoreBench.key(StoreBench.stage()).fingerprint)
    #expect(bench.text(found?.files["a"]) == "alpha")
  }
}
