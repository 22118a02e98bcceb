internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Storage

/// The records of a run as tables.
struct RunTables {
  /// Names of the tables that `show` prints unless one is named.
  static let usual = ["run", "stages", "figures"]
  static let names = usual + ["files"]

  private let run: RunRecord
  private let store: ResultsStore
  /// Whether stages of several cells have one row.
  private let isSummed: Bool

  init(_ run: RunRecord, _ store: ResultsStore, isSummed: Bool) {
    self.run = run
    self.store = store
    self.isSummed = isSummed
  }

  func table(named name: String) throws -> Table {
    switch name {
    case "stages": try stages()
    case "figures": try metrics()
    case "files": try files()
    default: about
    }
  }

  private var about: Table {
    let summary = run.summary
    let counts = RunStageStatus.allCases.compactMap { status in
      summary.stages[status].map { "\($0) \(status.rawValue)" }
    }
    var rows = [
      ("experiment", summary.experiment), ("status", summary.status.rawValue),
      ("started", summary.started), ("ended", summary.finished ?? ""),
      ("stages", counts.joined(separator: ", ")), ("spec", run.request.specFile),
    ]
    if let paths = run.request.includedPaths { rows.append(("includes", paths)) }
    rows += [
      ("command", run.request.command), ("git commit", run.request.revision ?? ""),
      ("bondlab", run.version), ("machine", run.host),
    ]
    let environment = try? JSONDecoder().decode(
      [String: String].self, from: Data(run.environment.utf8))
    rows += (environment ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return Table(
      name: "run \(summary.id)", header: ["what", "value"],
      rows: rows.map { [.text($0.0), .text($0.1)] })
  }

  private func stages() throws -> Table {
    let work = try store.work(ofRun: run.summary.id)
    let rows = run.stages.enumerated().map { index, stage -> [Table.Cell] in
      [
        .text(stage.id.description), work[index].map { .text($0.kind) } ?? .missing,
        .text(stage.status.rawValue), stage.seconds.map { .number($0) } ?? .missing,
        .number(Double(stage.attempts)), work[index].map { .text($0.options) } ?? .missing,
        stage.message.map { .text($0) } ?? .missing,
      ]
    }
    let table = Table(
      name: "stages",
      header: ["stage", "kind", "status", "seconds", "attempts", "options", "message"], rows: rows)
    return isSummed
      ? table.summed(
        by: run.stages.map { [$0.name] }, [.first, .counts, .total, .range, .first, .first])
      : table
  }

  /// Lists the files that finished stages have left, as far as they are still in the store.
  private func files() throws -> Table {
    let rows = try run.stages.flatMap { stage -> [[Table.Cell]] in
      guard stage.status.isFinished, let key = stage.fingerprint,
        let files = try store.finished(key)?.files
      else { return [] }
      return files.sorted { $0.key < $1.key }.map {
        [.text(stage.id.description), .text($0.key), .text($0.value)]
      }
    }
    return Table(name: "files", header: ["stage", "file", "path"], rows: rows)
  }

  /// Lists the final metrics in the order of the run.
  ///
  /// Learning curves are in `bondlab table SPEC results`.
  private func metrics() throws -> Table {
    let ids = Dictionary(
      run.stages.map { (ResultRows.Source(stage: $0.name, cell: $0.cell), $0.id.description) },
      uniquingKeysWith: { first, _ in first })
    let values = try store.finalRows(ofRun: run.summary.id)
    let names = values.sources.map { ids[$0] ?? $0.stage }
    let rows = values.indices.map { index -> [Table.Cell] in
      [
        .text(names[values.source(index)]), .text(values.metrics[values.metric(index)]),
        .number(values.value(index)),
      ]
    }
    let table = Table(name: "figures", header: ["stage", "figure", "value"], rows: rows)
    let stages = values.indices.map { index in
      [values.sources[values.source(index)].stage, values.metrics[values.metric(index)]]
    }
    return isSummed ? table.summed(by: stages, [.first, .range]) : table
  }
}
