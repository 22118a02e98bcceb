import Options
import FoundationEssentials
import GRDB
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("views for people who query the database themselves")
struct ViewTests {
  private let bench: StoreBench
  private let store: ResultsStore

  init() throws {
    bench = try StoreBench()
    store = try bench.open()
  }

  private func stage(_ name: String, seed: Int, size: Int) -> PlannedStage {
    PlannedStage(
      id: StageID("\(name)[seed=\(seed)]"), name: name,
      cell: [Coordinate(axis: "seed", label: "\(seed)")], declaration: StoreBench.kind,
      options: .map(["size": .integer(size)]), inputs: [], location: "")
  }

  /// Notes a run of two stages in each of three cells, with metrics of every kind.
  private func fill() throws -> Int {
    var random = SeededNumbers(seed: 11)
    let stages = (1...3).flatMap { seed in
      ["tuned", "score"].enumerated().map { stage($1, seed: seed, size: 10 * seed + $0) }
    }
    let plan = Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: stages, tables: [])
    let run = try store.beginRun(plan, bench.request)
    for stage in stages {
      let metrics =
        [Metric("loss", 2, step: 1), Metric("loss", 1, step: 2)]
        + ["accuracy", "b.c", "odd \"name\""].map { Metric($0, Double(random.next() >> 40) / 256) }
        + [Metric("none", .nan), Metric("endless", .infinity)]
      let saved = try bench.save(
        stage, ["a": stage.id.description], metrics: metrics,
        timings: [Metric("seconds", 0.5)], in: store)
      try store.note(
        [RunStageChange(stage.id, .done, fingerprint: saved.fingerprint, seconds: 0.25)], run: run)
    }
    try store.finishRun(run, .done)
    return run
  }

  @Test("metrics_wide has the final metrics of each stage, the same as tables are made from")
  func wide() throws {
    let run = try fill()
    let wanted = try store.rows(ofRun: run).filter { $0.step == nil }.map { row in
      "\(row.stage) \(row.metric) \(!row.value.isFinite ? "NULL" : "\(row.value)")"
    }
    let found = try bench.lines(
      """
      SELECT metrics_wide.stage, entry.key, entry.value
      FROM metrics_wide, json_each(metrics_wide.metrics) AS entry WHERE run = \(run)
      """)
    #expect(found == wanted && found.count == 30)
    let asked = try bench.lines(
      """
      SELECT metrics ->> '$.accuracy', metrics ->> '$."b.c"' FROM metrics_wide
      WHERE id = 'score[seed=2]'
      """)
    let rows = try store.rows(ofRun: run).filter {
      $0.stage == "score" && $0.cell.first?.label == "2" && $0.step == nil
    }
    #expect(asked == ["\(rows[0].value) \(rows[1].value)"])
  }

  @Test("final metrics are read from their index alone, past no learning curve")
  func index() throws {
    let database = try DatabaseQueue(path: bench.database)
    let plan = try database.read { database in
      try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT metrics FROM metrics_wide")
        .map { $0["detail"] as String }
    }
    #expect(plan.contains { $0.contains("metric USING COVERING INDEX metric_final") }, "\(plan)")
  }

  @Test("trials counts the stages of each cell by status, as the run's summary does in all")
  func trials() throws {
    let run = try fill()
    #expect(
      try bench.lines("SELECT run, cell, stages, done, failed, seconds FROM trials")
        == (1...3).map { "\(run) {\"seed\":\"\($0)\"} 2 2 0 0.5" })
    let (good, bad) = (StoreBench.stage("good", size: 1), StoreBench.stage("bad", size: 2))
    let second = try store.beginRun(StoreBench.plan(good, bad), bench.request)
    try store.note(
      [RunStageChange(good.id, .cached), RunStageChange(bad.id, .failed, message: "no")],
      run: second)
    try store.finishRun(second, .failed)
    let names = RunStageStatus.allCases.map(\.rawValue)
    let counts = try bench.lines(
      "SELECT \(names.joined(separator: ", ")) FROM trials WHERE run = \(second)")
    let summary = try #require(try store.runs().first).stages
    #expect(
      counts == [
        RunStageStatus.allCases.map { "\(summary[$0] ?? 0)" }.joined(separator: " ")
      ])
  }

  @Test("stages says what each is and how it went, and what is not known yet is null")
  func stages() throws {
    let (good, late) = (StoreBench.stage("good", size: 7), StoreBench.stage("late", size: 8))
    try bench.save(good, timings: [Metric("seconds", 3)], in: store)
    let run = try store.beginRun(StoreBench.plan(good, late), bench.request)
    let key = try StoreBench.key(good).fingerprint
    try store.note([RunStageChange(good.id, .cached, fingerprint: key)], run: run)
    #expect(
      try bench.lines(
        "SELECT id, kind, version, options, seconds, status, fingerprint FROM stages")
        == [
          #"good make 1 {"size":7} 3.0 cached \#(key)"#, "late NULL NULL NULL NULL waiting NULL",
        ])
  }

  @Test("provenance leads from a stage to what it read, what it left and where it was done")
  func provenance() throws {
    let saved = try bench.save(["a": "alpha", "b": "beta"], in: store)
    let run = try bench.run(StoreBench.stage(), in: store)
    let digest = try Fingerprint(ofFile: #require(saved.files["a"]))
    #expect(
      try bench.lines(
        """
        SELECT run, files ->> '$.a', inputs, environment ->> '$.OPENBLAS_CORETYPE', host, program,
          spec_file, revision FROM provenance
        """) == ["\(run) \(digest) [] Haswell here 1 spec.yaml NULL"])
  }

  @Test("a database of the version before gets them, and loses nothing")
  func older() throws {
    let run = try fill()
    let rows = try store.rows(ofRun: run).map { "\($0)" }
    try bench.execute(
      """
      DELETE FROM grdb_migrations WHERE identifier LIKE '6 %';
      DROP VIEW trials; DROP VIEW metrics_wide; DROP VIEW stages; DROP VIEW provenance;
      DROP INDEX metric_final; ALTER TABLE run DROP COLUMN revision;
      """)
    #expect(throws: StoreError.self) { try bench.reading() }
    #expect(try bench.open().rows(ofRun: run).map { "\($0)" } == rows)
    #expect(try bench.lines("SELECT COUNT(*) FROM metrics_wide") == ["6"])
  }

  @Test("another program may ask while a run writes, and sees what is noted")
  func whileRunning() throws {
    let stages = (1...20).map { StoreBench.stage("stage\($0)", size: $0) }
    let plan = Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: stages, tables: [])
    let run = try store.beginRun(plan, bench.request)
    var configuration = Configuration()
    configuration.readonly = true
    let other = try DatabaseQueue(path: bench.database, configuration: configuration)
    for (count, stage) in stages.enumerated() {
      let found = try other.read { database in
        try Row.fetchOne(
          database,
          sql: "SELECT done, (SELECT COUNT(*) FROM metrics_wide WHERE run = ?) FROM trials",
          arguments: [run])
      }
      #expect(found?[0] == count && found?[1] == count)
      let saved = try bench.save(stage, metrics: [Metric("loss", 1)], in: store)
      try store.note([RunStageChange(stage.id, .done, fingerprint: saved.fingerprint)], run: run)
    }
    try store.finishRun(run, .done)
  }
}
