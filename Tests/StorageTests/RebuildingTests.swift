import FoundationEssentials
import GRDB
import Glibc
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("a database that is damaged or gone")
struct RebuildingTests {
  private let bench: StoreBench
  private let stages = (1...12).map { StoreBench.stage("s\($0)", size: $0) }

  init() throws { bench = try StoreBench() }

  /// Stores all stages, with metrics, and notes a run of them.
  private func fill() throws {
    let store = try bench.open()
    for (index, stage) in stages.enumerated() {
      try bench.save(
        stage, ["a": "text \(index)", "b": "shared"],
        metrics: [Metric("loss", 1.0 / Double(index + 1)), Metric("curve", .infinity, step: 3)],
        timings: [Metric("seconds", 0.5)], in: store)
    }
    try bench.noteRun(stages, .done, .done, in: store)
  }

  /// Returns everything that the database says about finished stages, except when files were
  /// checked.
  private func stored() throws -> [String] {
    try ["stage", "input", "artifact", "metric", "acceptance"].flatMap { table in
      try bench.lines("SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table): \($0)" }
    }
  }

  private func areFinished(_ store: ResultsStore) throws -> Bool {
    try stages.enumerated().allSatisfy { index, stage in
      let found = try store.finished(StoreBench.key(stage).fingerprint)
      return bench.text(found?.files["a"]) == "text \(index)"
        && bench.text(found?.files["b"]) == "shared"
    }
  }

  @Test("cut at any of 50 offsets it is made anew, and nothing has to be done again: seed 20261125")
  func truncated() throws {
    try fill()
    let (whole, before) = (try Data(contentsOf: URL(filePath: bench.database)), try stored())
    var random = SeededNumbers(seed: 20_261_125)
    for round in 1...50 {
      let size = Int.random(in: 0..<whole.count, using: &random)
      for ending in ["-wal", "-shm"] { unlink(bench.database + ending) }
      try Data(whole.prefix(size)).write(to: URL(filePath: bench.database))
      let reader = try bench.reading()
      #expect(try areFinished(reader), "round \(round): \(size) bytes, read")
      do {
        let store = try bench.open()
        #expect(store.notice?.contains("12 stages") == true, "round \(round): \(size) bytes")
        #expect(try areFinished(store), "round \(round): \(size) bytes")
        #expect(try store.verify().isEmpty)
      }
      #expect(try stored() == before, "round \(round): \(size) bytes")
    }
  }

  @Test("a text instead of it is moved to quarantine, a line says so, and all is found")
  func text() throws {
    try fill()
    try Data(String(repeating: "not a database; ", count: 100).utf8)
      .write(to: URL(filePath: bench.database))
    let store = try bench.open()
    let notice = try #require(store.notice)
    #expect(notice.contains("is not a database") && notice.contains("quarantine/bondlab.sqlite"))
    #expect(bench.quarantined == ["bondlab.sqlite"])
    #expect(try areFinished(store))
    #expect(try bench.open().notice == nil)
  }

  @Test("where nothing was ever stored, a damaged database is set aside and an empty one made")
  func damagedAndEmpty() throws {
    _ = try bench.open()
    try Data("SQLite format 3\0 and no more".utf8).write(to: URL(filePath: bench.database))
    #expect(try bench.reading().cachedStages().isEmpty)
    #expect(try bench.open().cachedStages().isEmpty)
    #expect(bench.quarantined == ["bondlab.sqlite"])
  }

  @Test("one that is gone is made anew; metrics of stages whose files are gone stay")
  func gone() throws {
    try fill()
    let lost = try #require(try bench.open().finished(StoreBench.key(stages[0]).fingerprint))
    unlink(try #require(lost.files["a"]))
    let before = try bench.lines("SELECT * FROM metric ORDER BY 1, 2")
    unlink(bench.database)
    let store = try bench.open()
    #expect(store.notice?.contains("was missing") == true)
    #expect(try store.finished(lost.fingerprint) == nil)
    #expect(try store.verify().isEmpty)
    #expect(try bench.lines("SELECT * FROM metric ORDER BY 1, 2") == before)
  }

  @Test("damage that only a query meets is reported as such, and mended at the next opening")
  func damagedInside() throws {
    try fill()
    var bytes = try Data(contentsOf: URL(filePath: bench.database))
    let root = try #require(
      try bench.lines("SELECT rootpage + 0.0 FROM sqlite_schema WHERE name = 'artifact'").first)
    let page = try #require(Double(root))
    for offset in (4096 * (Int(page) - 1))..<(4096 * Int(page)) { bytes[offset] = 0xAA }
    try bytes.write(to: URL(filePath: bench.database))
    func use(_ store: ResultsStore) throws { _ = try areFinished(store) }
    let damage = #expect(throws: DatabaseDamage.self) { try use(bench.open()) }
    let store = try ResultsStore.reopen(
      after: try #require(damage), folder: bench.results, surroundings: bench.surroundings())
    #expect(try areFinished(store) && store.verify().isEmpty)
    #expect(bench.quarantined.contains("bondlab.sqlite"))
  }

  @Test("a record that was altered is not believed", arguments: Tampering.allCases)
  func alteredRecord(_ tampering: Tampering) throws {
    try fill()
    let key = try StoreBench.key(stages[3]).fingerprint
    let record = "\(bench.results)/stages/\(key.description.prefix(2))/\(key).json"
    try tampering.perform(record)
    #expect(try bench.reading().verify().map(\.path) == [record])
    unlink(bench.database)
    let store = try bench.open()
    #expect(try store.finished(key) == nil)
    #expect(try store.cachedStages().count == stages.count - 1)
  }

  @Test("a record of one stage under another's name is not believed")
  func swappedRecord() throws {
    try fill()
    let keys = try stages.prefix(2).map { try StoreBench.key($0).fingerprint }
    let paths = keys.map { "\(bench.results)/stages/\($0.description.prefix(2))/\($0).json" }
    unlink(paths[1])
    try FileManager.default.copyItem(atPath: paths[0], toPath: paths[1])
    unlink(bench.database)
    #expect(try bench.open().finished(keys[1]) == nil)
  }

  @Test("a damaged record is set aside by verifying and written anew from the database")
  func mendedRecord() throws {
    try fill()
    let key = try StoreBench.key(stages[3]).fingerprint
    let record = "\(bench.results)/stages/\(key.description.prefix(2))/\(key).json"
    let before = try Data(contentsOf: URL(filePath: record))
    try Tampering.flip.perform(record)
    #expect(try bench.open().verify().map(\.damage) == [.altered])
    #expect(try Data(contentsOf: URL(filePath: record)) == before)
    #expect(try bench.open().verify().isEmpty)
  }

  @Test("stages of an older version get their records when their database is brought up to date")
  func olderVersion() throws {
    try fill()
    try FileManager.default.removeItem(atPath: "\(bench.results)/stages")
    try bench.execute(
      """
      DELETE FROM grdb_migrations WHERE identifier LIKE '4 %' OR identifier = '7 who accepted';
      DROP INDEX stage_by_content; DROP INDEX run_by_status;
      DROP TABLE object; DROP TABLE gathering; DROP TABLE reliance; DROP TABLE publication;
      DROP TABLE acceptance;
      ALTER TABLE run DROP COLUMN boot; ALTER TABLE run DROP COLUMN process;
      ALTER TABLE run DROP COLUMN process_start; ALTER TABLE run DROP COLUMN pinned;
      """)
    do { #expect(try areFinished(bench.open())) }
    unlink(bench.database)
    #expect(try areFinished(bench.open()))
  }
}
