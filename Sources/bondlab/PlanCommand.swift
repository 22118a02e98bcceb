internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Stages
internal import Storage

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Says what would run, what is cached and why; changes nothing.",
    discussion: "Give it the options of the run that it is to tell of.")

  @OptionGroup var spec: SpecArguments
  @OptionGroup var selection: SelectionArguments
  @OptionGroup var treatment: TreatmentArguments
  @OptionGroup var results: ResultsArguments
  @Flag(help: "Ends with exit code 1 where something is to do.")
  var exitCode = false
  @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")).")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let part = try PlannedPart(selection.part(of: spec.plan()), treatment, bearsAbsence: true)
    let plan = part.plan
    if let missing = MissingData.message(of: plan) { complain("note: \(missing)") }
    let store = try results.reading()
    let survey = try part.survey(store)
    for notice in try part.notices(survey) { complain(notice) }
    let words = SurveyWords(survey, try store.acceptances())
    let rows = plan.stages.enumerated().map { place, stage -> [Table.Cell] in
      let (status, reason) = words.words(at: place)
      return [
        .text(stage.id.description), .text(stage.declaration.kind), .text(status), .text(reason),
      ]
    }
    let table = Table(
      name: plan.experiment, header: ["stage", "kind", "status", "reason"], rows: rows)
    show([table], as: exporter)
    if format == "text" {
      print("\n\(survey.summary), \(plan.cells.count) cells")
      let outlook = PlanOutlook(plan)
      if let search = plan.search {
        print("\n" + TextExporter.render(search.table(outlook.trainings)), terminator: "")
      }
      printTrainings(outlook.trainings)
      printContractions(outlook.contractions)
    }
    let done = survey.counts.cached - survey.takeovers.count + survey.counts.pruned
    if exitCode && done < plan.stages.count { throw ExitCode(1) }
  }

  /// For readers alone: other formats keep to one table.
  private func printTrainings(_ trainings: [PlannedTraining]) {
    if trainings.isEmpty { return }
    let rows = trainings.map { training -> [Table.Cell] in
      [
        .text(training.stage.description), .whole(training.parameters), .whole(training.tokens),
        .number(Double(training.operations) / 1e9), .number(Double(training.bytes) / 1e6),
      ]
    }
    let table = Table(
      name: "training, at most: vocabularies and sequences may turn out shorter",
      header: ["stage", "parameters", "tokens a step", "GFLOP a step", "memory, MB"], rows: rows)
    print("\n" + TextExporter.render(table), terminator: "")
  }

  private func printContractions(_ costs: [ContractionCosts]) {
    if costs.isEmpty { return }
    let rows = costs.map { cost -> [Table.Cell] in
      [
        .text(cost.stage.description), .whole(cost.matrices), .whole(cost.rebuilding),
        .whole(cost.leftToRight), .whole(cost.denseToken), .whole(cost.tensorToken),
        .whole(cost.applied),
      ]
    }
    let table = Table(
      name: "contraction, in multiply-adds: rebuilding once a step, and for every token",
      header: [
        "model", "matrices", "rebuild", "left to right", "token, rebuilt", "token, by tensors",
        "by tensors",
      ], rows: rows)
    print("\n" + TextExporter.render(table), terminator: "")
  }
}

/// The format of that name.
func exporter(_ name: String) throws -> any Exporter.Type {
  guard let exporter = ExporterCatalog.exporter(name) else {
    let known = ExporterCatalog.names.joined(separator: ", ")
    throw ValidationError("there is no format '\(name)'; there are: \(known)")
  }
  return exporter
}
