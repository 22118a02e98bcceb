import Foundation
import GRDB
import TestSupport
import Testing

@Suite("reading the spec")
struct SpecReadingTests {
  private let text = """
    experiment: replaced
    stages:
      only: {kind: shell, command: "mv '$ROOT/other.yaml' '$ROOT/replaced.yaml'"}

    """

  @Test("a spec is read once; one that is replaced during a run is recorded as it was read")
  func replaced() throws {
    let folder = try TemporaryFolder()
    let text = text.replacing("$ROOT", with: folder.path)
    let spec = try folder.write(text.utf8, to: "replaced.yaml")
    _ = try folder.write("experiment: other\n".utf8, to: "other.yaml")
    let watch = try OpeningWatch(spec)
    let outcome = try Program.run(["run", "replaced.yaml"], in: folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(try String(contentsOfFile: spec, encoding: .utf8) == "experiment: other\n")
    #expect(watch.openings == 1)
    let database = try DatabaseQueue(path: folder.file("Results/bondlab.sqlite"))
    let recorded = try database.read { database in
      try String.fetchAll(database, sql: "SELECT spec_text FROM run")
    }
    #expect(recorded == [text])
  }
}

extension SpecReadingTests {
  @Test("a tilde in a spec's paths, in results' and in variables is the user's folder")
  func tilde() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("text\tlabel\na\tx\nb\ty\n".utf8, to: "d.tsv")
    let spec = """
      experiment: tilde
      stages:
        d: {kind: load, dataset: {kind: table, train: ~/d.tsv, validation: ~/d.tsv}}

      """
    _ = try folder.write(spec.utf8, to: "tilde.yaml")
    let outcome = try Program.run(
      ["run", "tilde.yaml", "--results=~/kept"], in: folder, setting: ["HOME": folder.path])
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(FileManager.default.fileExists(atPath: folder.file("kept/bondlab.sqlite")))
  }
}

/// Counts how often a file is opened.
private final class OpeningWatch {
  private let queue: Int32

  init(_ path: String) throws {
    queue = inotify_init1(Int32(IN_NONBLOCK))
    // Closings are counted, too, as openings that follow each other are reported once.
    let watched = inotify_add_watch(queue, path, UInt32(IN_OPEN | IN_CLOSE))
    try #require(watched >= 0)
  }

  deinit { close(queue) }

  var openings: Int {
    var events = [inotify_event](repeating: inotify_event(), count: 100)
    let size = MemoryLayout<inotify_event>.stride
    let count = read(queue, &events, events.count * size)
    return events.prefix(max(0, count) / size).count { $0.mask & UInt32(IN_OPEN) != 0 }
  }
}
