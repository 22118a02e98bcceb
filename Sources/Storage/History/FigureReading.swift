internal import GRDB
internal import Pipeline
internal import Spec

/// Reads the figures of runs.
struct FigureReading {
  /// Which figures of finished stages are read.
  enum Selection {
    /// Those that the same work yields again, points of learning curves included.
    case all
    case finals
    /// What the same work measured again gives otherwise.
    case timings
  }

  private let database: ResultsDatabase

  init(_ database: ResultsDatabase) { self.database = database }

  /// The figures of a run, in the order of its plan and then of each stage.
  func rows(ofRun run: Int, _ selection: Selection) throws -> ResultRows {
    try database.read { database in
      var rows = ResultRows()
      let numbers = try addSources(ofRun: run, to: &rows, database)
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: selection.query), arguments: [run])
      while let row = try cursor.next() {
        guard let source = numbers[row[0] as Int] else { continue }
        rows.append(row[1], step: row[2], row[3] ?? .nan, ofSource: source)
      }
      return rows
    }
  }

  /// The figures of finished stages, in their order.
  ///
  /// - Parameters:
  ///   - stages: With the keys that they were finished under.
  ///   - beside: The figures of a stage that the database can't be told of; nil for any other.
  func rows(
    ofStages stages: [(source: ResultRows.Source, key: Fingerprint)], _ selection: Selection,
    beside: (Fingerprint) -> [Metric]?
  ) throws -> ResultRows {
    try database.read { database in
      var rows = ResultRows()
      for (source, key) in stages {
        let number = rows.add(source)
        if let figures = beside(key) {
          for figure in figures {
            rows.append(figure.name, step: figure.step, figure.value, ofSource: number)
          }
          continue
        }
        let cursor = try Row.fetchCursor(
          database.cachedStatement(sql: selection.queryOfStage), arguments: [key.description])
        while let row = try cursor.next() {
          rows.append(row[0], step: row[1], row[2] ?? .nan, ofSource: number)
        }
      }
      return rows
    }
  }

  /// Adds the finished stages of a run.
  ///
  /// - Returns: By ordinal, their numbers.
  private func addSources(
    ofRun run: Int, to rows: inout ResultRows, _ database: Database
  ) throws -> [Int: Int] {
    let cursor = try Row.fetchCursor(
      database,
      sql: """
        SELECT ordinal, stage, cell FROM run_stage
        WHERE run = ? AND status IN ('done', 'cached') ORDER BY ordinal
        """, arguments: [run])
    var (numbers, cells) = ([Int: Int](), CellReader())
    while let row = try cursor.next() {
      let cell = try cells.cell(row[2], database)
      numbers[row[0]] = rows.add(ResultRows.Source(stage: row[1], cell: cell))
    }
    return numbers
  }
}

extension FigureReading.Selection {
  private var source: String {
    if case .finals = self { "metric INDEXED BY metric_final" } else { "metric" }
  }

  private var condition: String {
    switch self {
    case .all: "metric.reproducible = 1"
    case .finals: "metric.reproducible = 1 AND metric.step IS NULL"
    case .timings: "metric.reproducible = 0"
    }
  }

  /// Ordinal, name, step and value of each figure of a run.
  fileprivate var query: String {
    """
    SELECT run_stage.ordinal, metric.name, metric.step, metric.value
    FROM run_stage JOIN \(source) ON metric.stage = run_stage.fingerprint
    WHERE run_stage.run = ? AND run_stage.status IN ('done', 'cached') AND \(condition)
    ORDER BY run_stage.ordinal, metric.position
    """
  }

  /// Name, step and value of each figure of a stage.
  fileprivate var queryOfStage: String {
    """
    SELECT metric.name, metric.step, metric.value FROM \(source)
    WHERE metric.stage = ? AND \(condition) ORDER BY metric.position
    """
  }
}
