import Foundation
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("moving finished stages between machines")
struct ArchiveTests {
  private let (here, there): (StoreBench, StoreBench)
  private let stages = (1...5).map { StoreBench.stage("s\($0)", size: $0) }
  private let archive: String

  init() throws {
    (here, there) = (try StoreBench(), try StoreBench())
    archive = here.folder.file("stages.tar")
    let store = try here.open()
    for (index, stage) in stages.enumerated() {
      try here.save(
        stage, ["a": "text \(index)", "b": "shared"], metrics: [Metric("n", Double(index))],
        in: store)
    }
    try here.noteRun(of: "one", Array(stages.prefix(2)), .done, .done, in: store)
    try here.noteRun(of: "two", Array(stages.suffix(1)), .done, .done, in: store)
  }

  private func names(in folder: String) -> [String] {
    FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
      .filter { $0.utf8.count > 64 }.sorted() ?? []
  }

  private func key(_ stage: PlannedStage) throws -> Fingerprint {
    try StoreBench.key(stage).fingerprint
  }

  @Test("everything arrives, is found there, and a second import takes nothing over")
  func everything() throws {
    let sent = try here.open().export(.everything, to: archive)
    #expect(sent.stages == 5 && sent.files == 6 && sent.bytes == 5 * 6 + 6)
    let store = try there.open()
    let got = try store.import(archive)
    #expect(got.stages == 5 && got.known == 0)
    for stage in stages {
      let (wanted, found) = (try here.open().finished(key(stage)), try store.finished(key(stage)))
      #expect(found?.content == wanted?.content)
      #expect(there.text(found?.files["a"]) == here.text(wanted?.files["a"]))
      #expect(try store.metrics(of: key(stage)) == here.open().metrics(of: key(stage)))
    }
    #expect(try store.verify().isEmpty)
    let again = try store.import(archive)
    #expect(again.stages == 0 && again.known == 5 && again.files == 0)
    #expect(names(in: there.results) == names(in: here.results))
    #expect(!there.exists("\(there.results)/scratch/\(getpid())"))
  }

  @Test("a run, an experiment or stages can be chosen")
  func chosen() throws {
    let store = try here.open()
    #expect(try store.export(.run(1), to: archive).stages == 2)
    #expect(try store.export(.experiment("two"), to: archive).stages == 1)
    #expect(try store.export(.stages(["s1", "s5"]), to: archive).stages == 2)
    let error = #expect(throws: StoreError.self) { try store.export(.run(9), to: archive) }
    #expect(error?.problem == "has no finished stage of that kind")
  }

  @Test("an archive damaged anywhere gives nothing or all of it: seed 7")
  func damaged() throws {
    _ = try here.open().export(.everything, to: archive)
    let whole = try Data(contentsOf: URL(filePath: archive))
    var random = SeededNumbers(seed: 7)
    for round in 1...40 {
      var bytes = whole
      if round.isMultiple(of: 4) {
        bytes = bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))
      } else {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x40
      }
      let (path, bench) = (there.folder.file("damaged.tar"), try StoreBench())
      try bytes.write(to: URL(filePath: path))
      let store = try bench.open()
      do {
        // Tar fills up with bytes that mean nothing, and times and owners don't count.
        #expect(try store.import(path).stages == 5, "round \(round)")
      } catch let error as StoreError {
        #expect(error.path == path && error.problem.contains(": "), "round \(round): \(error)")
        #expect(try store.cachedStages().isEmpty, "round \(round)")
        #expect(names(in: bench.results).isEmpty, "round \(round)")
      }
      #expect(try store.verify().isEmpty, "round \(round)")
    }
  }

  /// Replaces a member of the archive, or adds one.
  private func replace(_ name: String, _ text: String) throws {
    let folder = here.folder.file("odd")
    let path = "\(folder)/\(name)"
    let parent = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
    _ = system("tar --delete -f '\(archive)' '\(name)' 2>/dev/null")
    #expect(system("tar -rf '\(archive)' -C '\(folder)' '\(name)'") == 0)
  }

  private func refusal() throws -> String? {
    let store = try there.open()
    let error = #expect(throws: StoreError.self) { try store.import(archive) }
    #expect(try store.cachedStages().isEmpty && names(in: there.results).isEmpty)
    return error?.problem
  }

  @Test("a member is named that doesn't belong there, or whose bytes are others")
  func named() throws {
    _ = try here.open().export(.everything, to: archive)
    let digest = Fingerprint(of: "shared".utf8).description
    let member = "artifacts/\(digest.prefix(2))/\(digest)"
    try replace(member, "sharee")
    #expect(try refusal() == "\(member): is damaged")
    try replace("bondlab.sqlite", "x")
    #expect(try refusal() == "bondlab.sqlite: is not what an archive of stages has")
    let error = #expect(throws: StoreError.self) {
      try there.open().import(here.folder.file("none"))
    }
    #expect(error?.problem == "is not a plain file")
  }

  @Test("an archive that lost a member, or the list of its members, is refused whole")
  func incomplete() throws {
    _ = try here.open().export(.everything, to: archive)
    let digest = Fingerprint(of: "shared".utf8).description
    let member = "artifacts/\(digest.prefix(2))/\(digest)"
    #expect(system("tar --delete -f '\(archive)' \(member)") == 0)
    #expect(try refusal() == "\(member): is missing")
    #expect(system("tar --delete -f '\(archive)' bondlab-stages.json") == 0)
    #expect(try refusal() == "bondlab-stages.json: is damaged or missing")
  }
}
