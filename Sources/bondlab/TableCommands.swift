internal import ArgumentParser
internal import Pipeline
internal import Reporting
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
    let tables = try storedTables(spec, results)
    let measured = try results.reading().timings(ofLastRunOf: spec.plan().experiment)
    let all = tables.all + [tables.tidy, tables.timings(measured)]
    let chosen = table.map { name in all.filter { $0.name == name } } ?? tables.all
    guard !chosen.isEmpty else {
      let known = all.map(\.name).joined(separator: ", ")
      throw RequestError("there is no table '\(table ?? "")'; there are: \(known)")
    }
    for warning in tables.warnings { complain("warning: \(warning)") }
    print(chosen.map { exporter.render($0) }.joined(separator: "\n"), terminator: "")
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
    let plan = try spec.plan()
    let tables = try storedTables(spec, results)
    let measured =
      timings
      ? [tables.timings(try results.reading().timings(ofLastRunOf: plan.experiment))] : []
    let folder = TableFolder(path: out ?? "\(results.folder)/\(plan.experiment)")
    let files = try folder.write(tables.all + [tables.tidy] + measured)
    for file in files { print(file) }
    try note(files, of: plan)
  }

  /// While the tables lie there as they are, `cache gc` keeps what they came from.
  private func note(_ files: [String], of plan: Plan) throws {
    guard let run = try results.reading().lastRun(of: plan.experiment) else { return }
    do { try results.writing().notePublication(run: run, files: files) } catch {
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
    print(exporter.render(Table(name: "runs", header: header, rows: rows)), terminator: "")
  }
}

/// The tables of an experiment's last run.
private func storedTables(
  _ spec: SpecArguments, _ results: ResultsArguments
) throws -> ResultTables {
  let plan = try spec.plan()
  let store = try results.reading()
  guard try store.lastRun(of: plan.experiment) != nil else {
    throw RequestError("'\(plan.experiment)' has not been run; type: bondlab run \(spec.spec)")
  }
  return ResultTables(plan, rows: try store.rows(ofLastRunOf: plan.experiment))
}
