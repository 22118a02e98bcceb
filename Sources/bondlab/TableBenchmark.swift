internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Options
internal import Spec
internal import Storage

/// A results folder with runs of many trials, on which tables are timed.
struct TableBenchmark {
  /// The properties of a run besides its trials and metrics.
  struct Shape {
    /// Number of points of the learning curve of each trial.
    var points = 0
    /// Number of trials, from the first on, that have another option than in the first run.
    var changed = 0
  }

  private static let kind = StageDeclaration(
    kind: "trial", version: 1, about: "has metrics", produces: "scores",
    options: Trial.declarations)

  private struct Trial: OptionSet {
    var size = 0

    static let options: [OptionProperty<Trial>] = [
      .option("size", \.size, .integer(0...1), "a number")
    ]
  }

  let folder: String
  private let metrics: Int
  private let axes: [SweepAxis]
  private let cells: [[Coordinate]]

  /// Creates the description of a results folder; nothing is written.
  ///
  /// - Parameter trials: Number of trials, rounded down to a product of two axes.
  init(folder: String, trials: Int, metrics: Int) {
    (self.folder, self.metrics) = (folder, metrics)
    let side = max(1, Int(Double(trials).squareRoot()))
    axes = zip(["arm", "seed"], [side, trials / side]).map { name, count in
      SweepAxis(name: name, labels: (1...count).map(String.init))
    }
    let (arms, seeds) = (axes[0].labels, axes[1].labels)
    cells = arms.flatMap { arm in
      seeds.map {
        [Coordinate(axis: "arm", label: arm), Coordinate(axis: "seed", label: $0)]
      }
    }
  }

  var trials: Int { cells.count }

  /// Stores a run whose trials are all done.
  ///
  /// - Returns: The number of the run.
  func fill(_ shape: Shape) throws -> Int {
    let store = try ResultsStore(
      folder: folder,
      surroundings: Surroundings(
        host: "bench", version: Bondlab.version, environment: [:], now: { Date() }))
    let plan = plan(changed: shape.changed)
    let run = try store.beginRun(
      plan, RunRequest(specFile: "bench.yaml", specText: "", command: "bondlab bench tables"))
    let keying = StageKeying()
    var changes: [RunStageChange] = []
    for (number, stage) in plan.stages.enumerated() {
      let key = try keying.key(of: stage, contents: [])
      if try store.finished(key.fingerprint) == nil {
        let output = StageOutput(metrics: values(ofTrial: number, shape))
        _ = try store.save(output, of: stage, key: key)
      }
      changes.append(RunStageChange(stage.id, .done, fingerprint: key.fingerprint, seconds: 1))
    }
    try store.note(changes, run: run)
    try store.finishRun(run, .done)
    return run
  }

  /// Makes the metrics of a trial; all of them differ where the option differs.
  private func values(ofTrial number: Int, _ shape: Shape) -> [Metric] {
    let salt = number < shape.changed ? 0.5 : 0
    let curve = (0..<shape.points).map { step in
      Metric("loss", 1 / Double(number + step + 1), step: step)
    }
    return curve
      + (0..<metrics).map { Metric("metric_\($0)", 1 / (Double(number * metrics + $0) + 3 + salt)) }
  }

  private func plan(changed: Int) -> Plan {
    let stages = cells.enumerated().map { number, cell in
      PlannedStage(
        id: StageID("score[arm=\(cell[0].label),seed=\(cell[1].label)]"), name: "score",
        cell: cell, declaration: Self.kind,
        options: .map([
          "arm": .text(cell[0].label), "seed": .text(cell[1].label),
          "size": .integer(number < changed ? 1 : 0),
        ]), inputs: [], location: "bench.yaml:1:1")
    }
    let table = PlannedTable(
      name: "main", rows: axes.map(\.name), columns: (0..<metrics).map { "score.metric_\($0)" },
      over: nil)
    return Plan(
      experiment: "bench", about: "", axes: axes, cells: cells, stages: stages, tables: [table])
  }
}

extension TableBenchmark {
  /// The operations on a results folder that are timed, each from the opening of the database on.
  struct Looks {
    private let folder: String
    private let run: Int
    private let plan: Plan

    init(_ benchmark: TableBenchmark, run: Int) {
      folder = benchmark.folder
      self.run = run
      plan = benchmark.plan(changed: 0)
    }

    /// Reads the metrics and makes the table.
    func table() throws -> [Table] {
      let store = try ResultsStore(reading: folder)
      return try ResultTables(plan, rows: store.finalRows(ofRun: run)).all
    }

    /// Writes the table into a CSV file.
    func csv(to path: String) throws {
      for table in try table() { try writeAtomically(table, as: CSVExporter.self, to: path) }
    }

    /// Writes what `bondlab export` writes: the table, and every metric in a line of its own.
    func export(to folder: String) throws {
      let store = try ResultsStore(reading: self.folder)
      let tables = try ResultTables(plan, rows: store.rows(ofRun: run))
      try TableFolder(path: folder).write(tables.all + [tables.tidy()])
    }

    /// Compares the run with another.
    ///
    /// - Returns: Number of stages that differ.
    func difference(to other: Int) throws -> Int {
      try ResultsStore(reading: folder).difference(from: run, to: other).stages.count
    }
  }
}
