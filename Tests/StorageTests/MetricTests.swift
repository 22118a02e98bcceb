import GRDB
import Pipeline
import Spec
import Storage
import TestSupport
import Testing

@Suite("storing metrics")
struct MetricTests {
  private let bench: StoreBench
  private let stage = StoreBench.stage()

  init() throws { bench = try StoreBench() }

  /// Returns the stage as it is found after reopening.
  private func found() throws -> FinishedStage {
    let key = try StoreBench.key(stage).fingerprint
    return try #require(try bench.reading().finished(key))
  }

  private func bits(_ metrics: [Metric]) -> [UInt64] { metrics.map(\.value.bitPattern) }

  /// Returns the rows of a query, with columns separated by spaces.
  private func lines(_ sql: String) throws -> [String] {
    let database = try DatabaseQueue(path: bench.database)
    let rows = try database.read { try Row.fetchAll($0, sql: sql) }
    return rows.map { row in
      Array(row.databaseValues).map(text).joined(separator: " ")
    }
  }

  private func text(_ value: DatabaseValue) -> String {
    if let text = String.fromDatabaseValue(value) { return text }
    return Double.fromDatabaseValue(value).map { "\($0)" } ?? "nothing"
  }

  @Test("any number is found again to the bit")
  func anyNumber() throws {
    let edges: [Double] = [
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, .infinity, -.infinity, 1.0 / 3, 0.1, 0, -1, 0x1p52, 0x1p53,
      0x1p62, 0x1p63, -0x1p63, 0x1p64, 1e300,
    ]
    var random = SeededNumbers(seed: 7)
    var numbers = edges
    while numbers.count < 500 {
      let number = Double(bitPattern: random.next())
      if !number.isNaN { numbers.append(number) }
    }
    let saved = try bench.save(stage, metrics: numbers.map { Metric("m", $0) }, in: bench.open())
    let finished = try found()
    #expect(try bits(bench.metrics(of: finished)) == numbers.map(\.bitPattern))
    #expect(finished.content == saved.content)
  }

  @Test("what a run goes on with is, to the bit, what is found later, even of -0.0 and NaN")
  func savedAndFound() throws {
    let numbers: [Double] = [-0.0, .nan, -.nan, Double(nan: 7, signaling: false)]
    let metrics = numbers.map { Metric("m", $0) }
    let saved = try bench.save(stage, metrics: metrics, in: bench.open())
    let finished = try found()
    #expect(try bench.metrics(of: finished).count == 4)
    #expect(try bits(bench.metrics(of: finished)) == bits(bench.metrics(of: saved)))
    #expect(finished.content == saved.content)
  }

  @Test("the sign of zero and the kind of NaN, which are not kept, change no content")
  func lostBits() throws {
    let store = try bench.open()
    let signed = [Metric("zero", -0.0), Metric("none", Double(nan: 7, signaling: false))]
    let plain = [Metric("zero", 0), Metric("none", .nan)]
    let first = try bench.save(stage, metrics: signed, in: store)
    let second = try bench.save(StoreBench.stage(size: 2), metrics: plain, in: store)
    #expect(first.content == second.content)
  }

  @Test("metrics keep their order, and one name may have many steps")
  func order() throws {
    let metrics = [
      Metric("z", 1, step: 20), Metric("a", 2), Metric("z", 3, step: 3), Metric("z", 4),
    ]
    try bench.save(stage, metrics: metrics, in: bench.open())
    #expect(try bench.metrics(of: found()) == metrics)
  }

  @Test("a stage without files is kept too")
  func metricsAlone() throws {
    try bench.save(stage, [:], metrics: [Metric("loss", 1)], in: bench.open())
    let finished = try found()
    #expect(try finished.files.isEmpty && bench.metrics(of: finished) == [Metric("loss", 1)])
  }

  @Test("timings are kept apart from what repeats")
  func timings() throws {
    let store = try bench.open()
    let timings = [Metric("speed", 7, step: 2), Metric("seconds", 3)]
    try bench.save(stage, metrics: [Metric("loss", 0.5)], timings: timings, in: store)
    try bench.run(stage, in: store)
    #expect(try bench.metrics(of: found()) == [Metric("loss", 0.5)])
    #expect(try store.rows(ofLastRunOf: "bench").map(\.metric) == ["loss"])
    #expect(try store.cachedStages().map(\.seconds) == [3])
    #expect(try lines("SELECT metric, value FROM result") == ["loss 0.5"])
    #expect(try lines("SELECT metric, value FROM timing") == ["speed 7.0", "seconds 3.0"])
  }

  @Test("a view has the metrics of finished stages by run and plan, another the latest run's alone")
  func view() throws {
    let store = try bench.open()
    let (a, b) = (StoreBench.stage("a", size: 1), StoreBench.stage("b", size: 2))
    try bench.save(a, metrics: [Metric("y", 1), Metric("x", 2)], in: store)
    try bench.save(b, metrics: [Metric("z", 3)], in: store)
    try bench.noteRun([b, a], .done, .done, in: store)
    try bench.noteRun([a], .cached, .done, in: store)
    #expect(
      try lines("SELECT stage, metric, value FROM result") == ["a y 1.0", "a x 2.0"])
    try bench.noteRun([b], .failed, .failed, in: store)
    #expect(try lines("SELECT stage, metric, value FROM result") == [])
    #expect(
      try lines("SELECT experiment, cell, stage, metric, value FROM result_of_every_run") == [
        "bench {} b z 3.0", "bench {} a y 1.0", "bench {} a x 2.0", "bench {} a y 1.0",
        "bench {} a x 2.0",
      ])
  }
}
