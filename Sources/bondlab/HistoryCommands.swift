internal import ArgumentParser
@preconcurrency internal import Glibc
internal import Platform
internal import Pipeline
internal import Reporting
internal import Options
internal import Spec
internal import Storage

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows a run: its status, its stages with their options, and its metrics",
    discussion: """
      `bondlab show 3` prints everything about run 3, and `bondlab show quickstart` about the last \
      run of that experiment; `bondlab show 3 figures --format csv` prints the metrics as one \
      table for a program, and `bondlab show 3 files` the paths of the files that its stages \
      left. As text, a stage of several cells is one line; other formats have a row for each cell.
      """)

  @Argument(help: ArgumentHelp(RunReference.help, valueName: "run"))
  var reference: String
  @Argument(
    help: "Table to print: \(RunTables.names.joined(separator: ", ")) (otherwise all but files)")
  var table: String?
  @OptionGroup var results: ResultsArguments
  @OptionGroup var summing: SummingArguments
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let store = try results.reading()
    if let table, !RunTables.names.contains(table) {
      let hint = Suggestion.hint(for: table, among: RunTables.names, noun: "table")
      throw RequestError("a run has no table '\(table)'; \(hint)")
    }
    let isText = format == "text"
    let tables = RunTables(
      try RunReference(reference).find(in: store), store, isSummed: isText && !summing.cells)
    let chosen = try (table.map { [$0] } ?? RunTables.usual).map(tables.table)
    // Paths must not be shortened.
    let isFitted = isText && table != "files"
    show(isFitted ? chosen.map(\.fittingTerminal) : chosen, as: exporter)
  }
}

struct LogsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", abstract: "Prints the log of a stage of a run",
    usage: "bondlab logs [<run>] <stage> [--path] [--results <results>]",
    discussion: """
      `bondlab logs 3 'tuned[arm=mpo,seed=1]'` prints the log of that stage of run 3, and `bondlab \
      logs tuned` that of the last run, if it has one stage of that name. For a cached stage it \
      is the log of the run that did the stage, whose number is printed on standard error.
      """)

  @Argument(help: "Run (otherwise the last one), and stage, by its name alone or with its cell")
  var names: [String]
  @Flag(help: "Print the path of the log instead")
  var path = false
  @OptionGroup var results: ResultsArguments

  func validate() throws {
    guard names.count <= 2 else {
      throw ValidationError("logs takes a run and a stage, or a stage of the last run")
    }
  }

  func run() throws {
    let store = try results.reading()
    let run = try RunReference.find(names.count == 2 ? names[0] : nil, in: store)
    let stage = try run.stage(named: names[names.count - 1])
    guard let log = try store.log(of: stage, run: run.summary.id) else {
      throw RequestError(
        "\(stage.id) of run \(run.summary.id) has no log: it is \(stage.status.rawValue)")
    }
    if log.run != run.summary.id { complain("\(stage.id) was done in run \(log.run)") }
    if path { print(log.path) } else { try copy(log.path) }
  }

  /// Copies a file to standard output byte for byte, whatever it holds.
  private func copy(_ path: String) throws {
    do {
      let file = try OpenFile(path)
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = try file.read(into: &bytes), count > 0,
        fwrite(bytes, 1, count, stdout) == count
      {}
    } catch {
      throw RequestError("\(path): \(error.reason)")
    }
  }
}

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares two runs: their stages, the components of their keys, their metrics",
    discussion: """
      `bondlab diff 3 5` compares two runs, `bondlab diff small large` the last runs of two \
      experiments; stages are compared that have the same name and cell. Components of keys are \
      options, inputs, files, kinds and versions; only differences are listed.
      """)

  @Argument(help: ArgumentHelp(RunReference.help))
  var old: String
  @Argument(help: "Run to compare it with, given in the same way")
  var new: String
  @OptionGroup var results: ResultsArguments
  @Flag(help: "End with exit code 1 where something differs")
  var exitCode = false
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let store = try results.reading()
    let (old, new) = (
      try RunReference(old).find(in: store), try RunReference(new).find(in: store)
    )
    let difference = try store.difference(from: old.summary.id, to: new.summary.id)
    let tables = DifferenceTable(
      old, new, difference, hasWholeDigests: format == "csv" || format == "json")
    show([tables.table], as: exporter)
    if format == "text" { print("\n\(tables.summary)") }
    if exitCode && tables.isDifferent { throw ExitCode(1) }
  }
}
