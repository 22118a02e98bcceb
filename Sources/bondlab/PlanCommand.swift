internal import ArgumentParser
internal import Pipeline
internal import Reporting

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Says what would run, what is cached and why; changes nothing.")

  @OptionGroup var spec: SpecArguments
  @OptionGroup var results: ResultsArguments
  @Option(help: "One of \(ExporterCatalog.names.joined(separator: ", ")).")
  var format = "text"

  func run() throws {
    let exporter = try exporter(format)
    let plan = try spec.plan()
    let needs = try plan.needs(results.reading(), StageKeying())
    let rows = zip(plan.stages, needs).map { stage, need -> [Table.Cell] in
      let (status, reason) = Self.words(need)
      return [
        .text(stage.id.description), .text(stage.declaration.kind), .text(status), .text(reason),
      ]
    }
    let table = Table(
      name: plan.experiment, header: ["stage", "kind", "status", "reason"], rows: rows)
    print(exporter.render(table), terminator: "")
    let cached = needs.count { if case .cached = $0 { true } else { false } }
    if format == "text" {
      print("\n\(needs.count - cached) to do, \(cached) cached, \(plan.cells.count) cells")
    }
  }

  private static func words(_ need: StageNeed) -> (status: String, reason: String) {
    switch need {
    case .cached: ("cached", "")
    case .due(_, let reasons): ("run", reasons.joined(separator: "; "))
    case .waits(let stages):
      ("after", "reads \(stages.first.map { "\($0)" } ?? ""), which is done first")
    }
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
