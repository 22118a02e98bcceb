internal import ArgumentParser
internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages
internal import Storage

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Checks specs: every problem at once, each as file:line:column.",
    discussion: """
      Data and models that are on this machine are opened: columns, classes and tensors must be \
      there. Those that are known by a name, but aren't here, are noted.
      """)

  @Argument(help: "Experiments, YAML files.")
  var specs: [String]

  func run() throws {
    var isSound = true
    for path in specs {
      do {
        let plan = try ExperimentSpec(readBytes(path), file: path).plan()
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
    commandName: "graph", abstract: "Prints the graph of stages for other programs to draw.")

  @OptionGroup var spec: SpecArguments
  @OptionGroup var summing: SummingArguments
  @Option(help: "dot (Graphviz) or mermaid.")
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
    abstract: "Says why a stage would run: what of its key differs from the last run.")

  @OptionGroup var spec: SpecArguments
  @Argument(help: "A stage, by its name or with its cell.")
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
      switch survey.needs[index] {
      case .cached: tell(id, words.acceptances(at: index))
      case .due(_, let reasons): for reason in reasons { print("\(id): \(reason)") }
      case let need: print("\(id): \(need.words().reason)")
      }
    }
  }

  private func tell(_ id: StageID, _ acceptances: [Acceptance]) {
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
