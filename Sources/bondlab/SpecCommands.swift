internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages
internal import Storage

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks specs and prints every problem with its file:line:column",
    discussion: """
      Data and models that are on this machine are opened: their columns, classes and tensors must \
      exist. Known data sets and models that are not on this machine are noted.
      """)

  @Argument(help: "YAML files of experiments")
  var specs: [String]

  func run() throws {
    var isSound = true
    for path in specs {
      do {
        let plan = try ExperimentSpec.ofCatalog(readBytes(path), file: path).plan()
        let inputs = InputCheck(plan)
        for note in inputs.notes { complain("note: \(note)") }
        for problem in inputs.problems { complain(problem) }
        if !inputs.problems.isEmpty { isSound = false; continue }
        print("\(path): sound; \(plan.stages.count) stages in \(plan.cells.count) cells")
      } catch {
        complain("\(error)")
        isSound = false
      }
    }
    if !isSound { throw ExitCode(2) }
  }
}

struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Prints the graph of stages, for other programs to draw")

  @OptionGroup var spec: SpecArguments
  @OptionGroup var summing: SummingArguments
  @Option(help: "Format of the graph: dot (Graphviz) or mermaid")
  var format = "dot"

  func validate() throws {
    guard ["dot", "mermaid"].contains(format) else {
      throw ValidationError("there is no graph format '\(format)'; there are: dot, mermaid")
    }
  }

  func run() throws {
    let plan = try spec.plan()
    let graph = summing.cells ? DrawnGraph(cellsOf: plan) : DrawnGraph(stagesOf: plan)
    print(format == "dot" ? GraphText.dot(graph) : GraphText.mermaid(graph), terminator: "")
  }
}

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Prints why a stage would run: what in its key differs from the last run")

  @OptionGroup var spec: SpecArguments
  @Argument(help: "Stage, by its name alone or with its cell")
  var stage: String
  @OptionGroup var results: ResultsArguments

  func run() throws {
    let plan = try spec.plan()
    let meant = try plan.stages(named: [stage])
    let store = try results.reading()
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    let words = SurveyWords(survey, try store.acceptances())
    for index in plan.stages.indices where meant.contains(plan.stages[index].id) {
      let id = plan.stages[index].id
      switch survey.statuses[index] {
      case .cached: report(id, words.acceptances(at: index))
      case .due(_, let reasons): for reason in reasons { print("\(id): \(reason)") }
      case let status: print("\(id): \(status.words().reason)")
      }
    }
  }

  private func report(_ id: StageID, _ acceptances: [Acceptance]) {
    if acceptances.isEmpty { print("\(id): cached; nothing changed") }
    for acceptance in acceptances {
      let differences = acceptance.differences.joined(separator: "; ")
      let person = acceptance.acceptedBy.isEmpty ? "" : " by \(acceptance.acceptedBy)"
      print("\(id): cached; accepted: \(differences)")
      let former = acceptance.former.description.prefix(12)
      print("\(id): taken over\(person) at \(acceptance.accepted) from stage \(former)")
    }
  }
}
