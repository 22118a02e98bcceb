internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Stages
internal import Storage

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract:
      "Prints what would run, what is cached and why, and how long it takes; changes nothing",
    discussion: """
      Give it the options of the run that is planned. As text, a stage of several cells is one \
      line; other formats have a row for each cell.
      """)

  @OptionGroup var spec: SpecArguments
  @OptionGroup var selection: SelectionArguments
  @OptionGroup var treatment: TreatmentArguments
  @OptionGroup var results: ResultsArguments
  @OptionGroup var summing: SummingArguments
  @Flag(help: "End with exit code 1 where a stage is to be done")
  var exitCode = false
  @Option(help: "Output format: \(ExporterCatalog.names.joined(separator: ", "))")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let part = try PlannedPart(selection.part(of: spec.plan()), treatment, allowsMissingData: true)
    let plan = part.plan
    if let missing = MissingData.message(of: plan) { complain("note: \(missing)") }
    let store = try results.reading()
    let survey = try part.survey(store)
    for notice in try part.notices(survey) { complain(notice) }
    let pending = try PendingStages(plan, survey, store)
    let tables = PlanTables(pending, SurveyWords(survey, try store.acceptances()))
    if format == "text" {
      try printText(tables, pending, store)
    } else {
      show([tables.stages], as: exporter)
    }
    let done = survey.counts.cached - survey.takeovers.count + survey.counts.pruned
    if exitCode && done < plan.stages.count { throw ExitCode(1) }
  }

  /// Prints all tables for people; other formats have the table of stages alone.
  private func printText(
    _ tables: PlanTables, _ pending: PendingStages, _ store: ResultsStore
  ) throws {
    let plan = pending.plan
    let outlook = PlanOutlook(plan)
    let times = PlannedTimes(
      pending,
      StageTimes(
        plan, outlook.trainings, past: try store.pastStages(of: plan.experiment),
        secondsByKind: try store.meanSecondsByKind()))
    let stages = tables.stages(times, eachCell: summing.cells)
    show([stages.fittingTerminal], as: TextExporter.self)
    print("\n\(pending.survey.summary), \(plan.cells.count) cells")
    if let line = times.summary { print(line) }
    let search = plan.search.map { [$0.table(outlook.trainings)] } ?? []
    for table in search + tables.costs(outlook, eachCell: summing.cells) {
      print()
      show([table.fittingTerminal], as: TextExporter.self)
    }
  }
}

/// Finds the export format of a name.
///
/// - Throws: `ValidationError` where there is none.
func exporter(_ name: String) throws -> any Exporter.Type {
  guard let exporter = ExporterCatalog.exporter(name) else {
    let known = ExporterCatalog.names.joined(separator: ", ")
    throw ValidationError("there is no format '\(name)'; there are: \(known)")
  }
  return exporter
}
