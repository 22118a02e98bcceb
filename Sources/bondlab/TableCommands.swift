internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Options
internal import Platform
internal import Spec
internal import Storage

struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract: "Prints the tables of a spec from stored results",
    discussion: """
      Every metric is looked up under the key that its stage has by the spec as it is now, with \
      `--set`. Cells that were not run since then are `not run`, and counted on standard error.
      """)

  @OptionGroup var spec: SpecArguments
  @Argument(help: "Name of a table (otherwise all of them)")
  var table: String?
  @OptionGroup var results: ResultsArguments
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"
  @OptionGroup var spreadsheets: SpreadsheetArguments
  @OptionGroup var metrics: MetricArguments
  @OptionGroup var completeness: CompletenessArguments

  func validate() throws {
    if spreadsheets.excel, format != CSVExporter.name {
      throw ValidationError("--excel is for --format csv")
    }
  }

  func run() throws {
    let exporter = spreadsheets.excel ? spreadsheets.exporter : try exporter(format)
    let stored = try StoredMetrics(spec, results)
    let tables = try stored.tables(withCurves: table == "results")
    var all = tables.all
    if table == "results" { all.append(tables.tidy(details: metrics.allMetrics)) }
    if table == "timings" { all.append(tables.timings(try stored.timings())) }
    let chosen = table.map { name in all.filter { $0.name == name } } ?? all
    guard table == nil || !chosen.isEmpty else {
      let hint = Suggestion.hint(
        for: table ?? "", among: all.map(\.name) + ["results", "timings"], noun: "table")
      throw RequestError("there is no table '\(table ?? "")'; \(hint)")
    }
    for warning in tables.warnings { complain("warning: \(warning)") }
    if chosen.isEmpty {
      complain(
        "the spec asks for no tables; 'bondlab table \(spec.words) results' has every metric")
    }
    show(chosen, as: exporter)
    try completeness.check(stored)
  }
}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all tables and results.csv as CSV files, each with a companion",
    discussion: """
      A companion, such as main.csv.json, has what `bondlab reproduce` needs to make its table \
      again: the spec, the keys of its stages and the class of the machine.

      Tables in the folder are replaced by those of the spec as it is now, with `--set`. Cells \
      that were not run since then are `not run`, and counted on standard error.
      """)

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments
  @Option(help: "Folder for the files (otherwise that of the experiment in the results folder)")
  var out: String?
  @Flag(help: "Also write timings.csv: measured seconds, tokens a second and bytes")
  var timings = false
  @Flag(
    help: "Also write predictions of `evaluate` stages, as predictions/STAGE[AXIS=VALUE,...].csv")
  var predictions = false
  @OptionGroup var spreadsheets: SpreadsheetArguments
  @OptionGroup var handover: HandoverArguments
  @OptionGroup var metrics: MetricArguments
  @OptionGroup var completeness: CompletenessArguments

  func run() throws {
    let written = try spec.read()
    let stored = try StoredMetrics(written, spec, results)
    try completeness.check(stored)
    if handover.isForOthers {
      return try handover.write(stored, details: metrics.allMetrics)
    }
    let tables = try stored.tables(withCurves: true)
    let companions = stored.companions(
      SpecSource(
        file: written.file, text: written.text, included: written.files.included,
        overrides: spec.overrides),
      TableCompanion.Options(allMetrics: metrics.allMetrics, excel: spreadsheets.excel))
    let measured = timings ? [tables.timings(try stored.timings())] : []
    let folder = TableFolder(
      path: out.map(HomeFolder.expanded) ?? "\(results.folder)/\(stored.plan.experiment)")
    let shown = handover.tidy ? [] : tables.all
    let files = try folder.write(
      shown + [tables.tidy(details: metrics.allMetrics)] + measured,
      as: spreadsheets.exporter, companions)
    for file in files { print(file) }
    if predictions {
      let files = try folder.write(
        stored.predictions(), forSpreadsheets: spreadsheets.excel, companions)
      for file in files { print(file) }
    }
    try note(files, of: stored, in: folder)
  }

  /// Records what the tables came from, which `cache gc` keeps as long as they are unchanged.
  private func note(_ files: [String], of stored: StoredMetrics, in folder: TableFolder) throws {
    guard let run = stored.lastRun else { return }
    do {
      let store = try results.writing()
      try store.notePublication(run: run, files: files)
      // Other tables than results.csv may still be those of the spec.
      if handover.tidy { return }
      if let line = try folder.removeFormer(besides: files, in: store) { complain(line) }
    } catch {
      complain("warning: 'cache gc' won't know what these tables came from: \(error)")
    }
  }
}

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Lists all runs, the latest first")

  @OptionGroup var results: ResultsArguments
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let rows = try results.reading().runs().map { run -> [Table.Cell] in
      let finished = (run.stages[.done] ?? 0) + (run.stages[.cached] ?? 0)
      return [
        .number(Double(run.id)), .text(run.experiment), .text(run.started),
        .text(run.status.rawValue), .number(Double(run.stages.values.reduce(0, +))),
        .number(Double(finished)), .number(Double(run.stages[.cached] ?? 0)),
      ]
    }
    let header = ["run", "experiment", "started", "status", "stages", "finished", "cached"]
    show([Table(name: "runs", header: header, rows: rows)], as: exporter)
  }
}
