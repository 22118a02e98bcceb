import Pipeline
import Testing

/// Writes a spec of two arms, two depths and two seeds with these tables.
private func spec(_ tables: String) -> String {
  """
  sweep: {arm: [mpo, all], depth: [6, 12], seed: [1, 2]}
  stages:
    tuned: {kind: make, label: "${arm}", depth: "${depth}", size: "${seed}"}
  \(tables)
  """
}

/// Describes the tables of a plan as `name: rows | columns | over`.
private func tables(_ spec: String) throws -> [String] {
  try makePlan(spec).tables.map { table in
    let parts = [table.rows.joined(separator: ","), table.columns.joined(separator: ",")]
    return "\(table.name): \(parts.joined(separator: " | ")) | \(table.over ?? "-")"
  }
}

@Suite("tables of a plan")
struct PlannedTableTests {
  @Test("a spec without any has none")
  func none() throws {
    #expect(try tables(spec("")).isEmpty)
    #expect(try tables(spec("tables: {}")).isEmpty)
  }

  @Test("tables are as written, in order; rows are all other axes where none are given")
  func written() throws {
    let found = try tables(
      spec(
        """
        tables:
          scores: {rows: [depth, arm], columns: [parameters, tuned.loss], over: seed}
          means: {columns: [loss], over: arm}
          all: {}
        """))
    #expect(
      found == [
        "scores: depth,arm | parameters,tuned.loss | seed", "means: depth,seed | loss | arm",
        "all: arm,depth,seed |  | -",
      ])
  }

  @Test(
    "names that mean nothing are refused at their locations",
    arguments: [
      ("rows: [amr]", "24: error: rows: 'amr' is not a sweep axis\n  hint: did you mean 'arm'?"),
      ("over: sed", "23: error: over: 'sed' is not a sweep axis\n  hint: did you mean 'seed'?"),
      (
        "rows: [arm, seed], over: seed",
        """
        42: error: the axis 'seed' is used twice in table 'main'
          hint: an axis makes rows, makes columns or is averaged over, one of these alone
        """
      ),
      (
        "columns: [tuned]",
        """
        27: error: columns: 'tuned' is a stage, not a metric
          hint: write tuned.METRIC
        """
      ),
      (
        "columns: [tuned.]",
        """
        27: error: columns: 'tuned.' lacks the metric's name
          hint: write tuned.METRIC
        """
      ),
      (
        "columns: [tuend.loss]",
        """
        27: error: columns: there is no stage 'tuend'
          hint: did you mean 'tuned'?
        """
      ),
    ])
  func refused(table: String, message: String) {
    #expect(problem(spec("tables: {main: {\(table)}}")) == "test.yaml:5:\(message)")
  }
}
