internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Options
internal import Platform
internal import Spec
internal import Storage

struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Prints a table from what is stored.")

  @OptionGroup var spec: SpecArguments
  @Argument(help: "The table's name; all of them where left out.")
  var table: String?
  @OptionGroup var results: ResultsArguments
  @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")).")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let stored = try StoredRun(spec, results)
    let tables = try stored.tables(withCurves: table == "results")
    var all = tables.all
    if table == "results" { all.append(tables.tidy) }
    if table == "timings" { all.append(tables.timings(try stored.timings())) }
    let chosen = table.map { name in all.filter { $0.name == name } } ?? all
    guard table == nil || !chosen.isEmpty else {
      let hint = Suggestion.hint(
        for: table ?? "", among: all.map(\.name) + ["results", "timings"], noun: "table")
      throw RequestError("there is no table '\(table ?? "")'; \(hint)")
    }
    for warning in tables.warnings { complain("warning: \(warning)") }
    show(chosen, as: exporter)
  }
}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes all tables and results.csv as CSV files.")

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments
  @Option(help: "The folder (otherwise the experiment's, in the results folder).")
  var out: String?
  @Flag(help: "Also writes timings.csv: seconds, tokens a second and bytes, as they were measured.")
  var timings = false

  func run() throws {
    let stored = try StoredRun(spec, results)
    let tables = try stored.tables(withCurves: true)
    let measured = timings ? [tables.timings(try stored.timings())] : []
    let folder = TableFolder(
      path: out.map(HomeFolder.expanded) ?? "\(results.folder)/\(stored.plan.experiment)")
    let files = try folder.write(tables.all + [tables.tidy] + measured)
    for file in files { print(file) }
    try note(files, of: stored)
  }

  /// While the tables lie there as they are, `cache gc` keeps what they came from.
  private func note(_ files: [String], of stored: StoredRun) throws {
    do {
      try results.writing().notePublication(run: stored.run, files: files)
    } catch {
      complain("warning: 'cache gc' won't know what these tables came from: \(error)")
    }
  }
}

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Lists what was run, the latest first.")

  @OptionGroup var results: ResultsArguments
  @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")).")
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

/// An experiment's last run.
private struct StoredRun {
  let plan: Plan
  private let store: ResultsStore
  let run: Int

  init(_ spec: SpecArguments, _ results: ResultsArguments) throws {
    plan = try spec.plan()
    store = try results.reading()
    guard let run = try store.lastRun(of: plan.experiment) else {
      throw RequestError("'\(plan.experiment)' has not been run; type: bondlab run \(spec.spec)")
    }
    self.run = run
  }

  /// - Parameter withCurves: Whether learning curves are read too, which only ``ResultTables/tidy``
  ///   has.
  func tables(withCurves: Bool) throws -> ResultTables {
    ResultTables(
      plan, rows: withCurves ? try store.rows(ofRun: run) : try store.finalRows(ofRun: run))
  }

  func timings() throws -> ResultRows { try store.timings(ofLastRunOf: plan.experiment) }
}
