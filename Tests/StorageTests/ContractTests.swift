import Options
import GRDB
import Pipeline
import Spec
import Storage
import Testing

@Suite("the database as scripts rely on it")
struct ContractTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  /// Returns the rows of a query.
  private func rows(_ sql: String) throws -> [Row] {
    let database = try DatabaseQueue(path: bench.database)
    return try database.read { try Row.fetchAll($0, sql: sql) }
  }

  @Test("the view of metrics has these columns, in this order")
  func view() throws {
    _ = try bench.open()
    let found = try rows("SELECT name FROM pragma_table_info('result')")
    #expect(
      found.map { $0[0] as String } == [
        "experiment", "run", "cell", "stage", "metric", "step", "value",
      ])
  }

  @Test("the tables have these names")
  func tables() throws {
    _ = try bench.open()
    let found = try rows(
      """
      SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
        AND name <> 'grdb_migrations' ORDER BY name
      """)
    #expect(
      found.map { $0[0] as String } == [
        "acceptance", "artifact", "decision", "experiment", "gathering", "included_file", "input",
        "metric", "object", "publication", "reliance", "run", "run_stage", "stage", "submission",
      ])
  }

  @Test("the file says whose it is and is written ahead, so that readers never wait")
  func header() throws {
    _ = try bench.open()
    #expect(try rows("PRAGMA application_id").map { $0[0] as Int } == [0x424F_4E44])
    #expect(try rows("PRAGMA journal_mode").map { $0[0] as String } == ["wal"])
  }

  @Test("a query can part final metrics from curves and group them by a coordinate of the sweep")
  func query() throws {
    let store = try bench.open()
    func stage(_ arm: String, _ seed: Int) -> PlannedStage {
      PlannedStage(
        id: StageID("score[\(arm),\(seed)]"), name: "score",
        cell: [
          Coordinate(axis: "arm", label: arm), Coordinate(axis: "seed", label: "\(seed)"),
        ], declaration: StoreBench.kind,
        options: .map(["size": .integer(seed), "arm": .text(arm)]), inputs: [], location: "")
    }
    for (arm, seed, loss) in [("mpo", 1, 0.5), ("mpo", 2, 1), ("all", 1, 4), ("all", 2, 6)] {
      let curve = Metric("loss", 100, step: 10)
      try bench.save(stage(arm, seed), [:], metrics: [curve, Metric("loss", loss)], in: store)
    }
    try bench.run(stage("mpo", 1), stage("mpo", 2), stage("all", 1), stage("all", 2), in: store)
    let found = try rows(
      """
      SELECT json_extract(cell, '$.arm') AS arm, AVG(value), COUNT(*) FROM result
      WHERE metric = 'loss' AND step IS NULL GROUP BY arm ORDER BY arm
      """)
    #expect(found.map { $0[0] as String } == ["all", "mpo"])
    #expect(found.map { $0[1] as Double } == [5, 0.75])
    #expect(found.map { $0[2] as Int } == [2, 2])
  }
}
