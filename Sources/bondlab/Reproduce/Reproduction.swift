internal import Pipeline
internal import Reporting
internal import Scheduling
internal import Spec
internal import Storage

/// The making of one table anew, and its comparison with the one that is there.
struct Reproduction {
  private let table: CommittedTable
  /// The results folder.
  private let folder: String
  private let limits: LimitArguments
  private let isQuiet: Bool

  init(_ table: CommittedTable, in folder: String, limits: LimitArguments, isQuiet: Bool) {
    (self.table, self.folder, self.limits, self.isQuiet) = (table, folder, limits, isQuiet)
  }

  /// Runs the stages that the table needs; where one fails, those that don't need it go on.
  func perform() throws -> RunState.Outcome {
    if !isQuiet { for line in notes { complain(line) } }
    let store = try ResultsStore(folder: folder, surroundings: .ofProcess())
    let executor = LocalExecutor(
      ExecutorContext(
        program: "/proc/self/exe", results: store.folder, journal: store.submissions,
        profile: Profile(sections: ExecutorCatalog.sections), grace: limits.graceSeconds ?? 10,
        notify: { complain("note: \($0)") }))
    let spec = table.companion.files[0]
    let request = RunRequest(
      specFile: spec.path, specText: spec.text,
      command: CommandLine.arguments.joined(separator: " "))
    let survey = try table.part.survey(store)
    let options = try limits.options(for: table.part, survey, executor, keepsGoing: true)
    let run = try BegunRun(table.part, request, store, survey, executor, options)
    let display = ProgressDisplay(total: table.part.plan.stages.count, isQuiet: isQuiet)
    let outcome = run.perform([display])
    display.conclude { _ in
      "bondlab reproduce \(table.file.shellWord)\(TableCompanion.ending) --results FOLDER"
    }
    return outcome
  }

  /// What a user should know before the run.
  private var notes: [String] {
    let (companion, name) = (table.companion, "\(table.file)\(TableCompanion.ending)")
    var notes = ["\(name): \(table.location.description)"]
    if let program = companion.origin.program, program != Bondlab.version {
      notes.append("\(name): bondlab \(program) made the table; this is \(Bondlab.version)")
    }
    if companion.notRun + companion.failed > 0 {
      notes.append(
        "\(name): when the table was written, \(companion.notRun) of its values were not run and "
          + "\(companion.failed) had failed")
    }
    return notes
  }

  /// Makes the file from the new results and compares its cells with the file that is there.
  func compare(tolerance: Double) throws -> ReproductionReport {
    let store = try ResultsStore(reading: folder)
    let stored = try StoredMetrics(table.plan, store, command: "bondlab reproduce")
    let here = MachineClass(Surroundings.processEnvironment())
    let isSameClass =
      table.companion.origin.machines.allSatisfy { $0.isSame(as: here) }
      && !table.companion.origin.machines.isEmpty
    let comparison = CSVComparison(
      table.bytes, try newBytes(stored), tolerance: isSameClass ? 0 : tolerance)
    let keys = Dictionary(
      stored.keys.map { ($0.stage.description, $0.key.description) },
      uniquingKeysWith: { a, _ in a })
    return ReproductionReport(
      file: table.file, comparison: comparison,
      classes: isSameClass ? nil : (table.companion.origin.machines, here), tolerance: tolerance,
      otherKeys: table.companion.stages.filter { keys[$0.key] != $0.value }.count,
      stages: table.companion.stages.count)
  }

  private func newBytes(_ stored: StoredMetrics) throws -> [UInt8] {
    let isForSpreadsheets = table.companion.options.excel
    switch table.companion.content {
    case .predictions(let stage):
      let file = try stored.predictions().first { $0.stage.description == stage }
      let bytes = try file.map { try readBytes($0.path) } ?? []
      return isForSpreadsheets ? Array(SpreadsheetExporter.rewritten(bytes).utf8) : bytes
    case .table(let name):
      let isList = name == ResultTables.tidyName
      let tables = try stored.tables(withCurves: isList)
      let made =
        isList
        ? tables.tidy(details: table.companion.options.allMetrics)
        : tables.all.first { $0.name == name }
      let format: any Exporter.Type =
        isForSpreadsheets ? SpreadsheetExporter.self : CSVExporter.self
      return made.map { Array(format.render($0).utf8) } ?? []
    }
  }
}
