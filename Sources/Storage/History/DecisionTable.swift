internal import GRDB
internal import Pipeline

/// The table `decision`, which has what searches decided.
struct DecisionTable {
  static let schema = """
    CREATE TABLE decision (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      rung INTEGER NOT NULL,
      trial TEXT NOT NULL,
      position INTEGER NOT NULL,
      value REAL,
      goes_on INTEGER NOT NULL CHECK (goes_on IN (0, 1)),
      PRIMARY KEY (run, rung, trial)
    ) STRICT, WITHOUT ROWID;
    """

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  /// Appends what a search decided in a run to what it decided before.
  func note(
    _ decisions: [SearchState.Decision], of search: PlannedSearch, run: Int
  ) throws {
    try database.write { database, _ in
      let known = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM decision WHERE run = ?", arguments: [run])
      let statement = try database.cachedStatement(
        sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?)")
      for (index, decision) in decisions.enumerated() {
        try statement.execute(arguments: [
          run, decision.rung, CellText.json(search.trials[decision.trial]),
          (known ?? 0) + index, decision.value.flatMap { $0.isNaN ? nil : $0 }, decision.goesOn,
        ])
      }
    }
  }

  /// Returns what a run's search decided, in the order in which it did.
  func decisions(ofRun run: Int) throws -> [StoredDecision] {
    try database.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT rung, trial, value, goes_on FROM decision WHERE run = ? ORDER BY position",
        arguments: [run]
      ).map { StoredDecision(rung: $0[0], trial: $0[1], value: $0[2], goesOn: $0[3]) }
    }
  }
}

/// A search's decision about a trial, as it is stored.
package struct StoredDecision: Equatable, Sendable {
  /// Index of the rung, from 0, the one with the smallest budget.
  package let rung: Int
  /// The trial's coordinates on the axes of the search, as JSON.
  package let trial: String
  /// The metric by which the trial was judged; nil if the trial failed or the metric is NaN.
  package let value: Double?
  package let goesOn: Bool

  package init(rung: Int, trial: String, value: Double?, goesOn: Bool) {
    self.rung = rung
    self.trial = trial
    self.value = value
    self.goesOn = goesOn
  }
}
