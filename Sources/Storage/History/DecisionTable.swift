internal import GRDB
internal import Pipeline

/// What searches decided, in the table `decision`.
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

  /// Notes what a search decided in a run, after what it decided before.
  func note(
    _ decisions: [SearchState.Decision], of search: PlannedSearch, run: Int
  ) throws {
    try database.write { database, _ in
      let known = try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM decision WHERE run = ?", arguments: [run])
      let statement = try database.cachedStatement(
        sql: "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?)")
      for (place, decision) in decisions.enumerated() {
        try statement.execute(arguments: [
          run, decision.rung, CellText.json(search.trials[decision.trial]),
          (known ?? 0) + place, decision.value.flatMap { $0.isNaN ? nil : $0 }, decision.goesOn,
        ])
      }
    }
  }

  /// What a run's search decided, in the order in which it did.
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

/// What a search decided about a trial, as it is kept.
package struct StoredDecision: Equatable, Sendable {
  /// From 0, the smallest budget.
  package let rung: Int
  /// The trial's place on the axes of the search, as JSON.
  package let trial: String
  /// The figure by which it was judged; nil where it failed or was no number.
  package let value: Double?
  package let goesOn: Bool

  package init(rung: Int, trial: String, value: Double?, goesOn: Bool) {
    self.rung = rung
    self.trial = trial
    self.value = value
    self.goesOn = goesOn
  }
}
