import Pipeline
import Options
import Spec
import Storage
import Testing

@Suite("what searches decided")
struct DecisionTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  /// Makes a plan with a search over two sizes and two budgets.
  private static func plan() throws -> Plan {
    let text = """
      experiment: bench
      sweep: {size: [1, 2], depth: [10, 20]}
      search: {trials: [size], rungs: depth, measure: made.loss, keep: 2}
      stages: {made: {kind: make, size: "${size}", depth: "${depth}"}}
      """
    let kind = StageDeclaration(
      kind: "make", version: 1, about: "", produces: "part",
      options: ["size", "depth"].map {
        OptionDeclaration($0, .integer(0...100), .required, "a number")
      })
    return try Planner(declarations: [kind]).plan(
      ExperimentSpec(Array(text.utf8), file: "bench.yaml"))
  }

  @Test("decisions are kept by run, in their order, with what they were made by")
  func keeping() throws {
    let (store, plan) = (try bench.open(), try Self.plan())
    let search = try #require(plan.search)
    var state = SearchState(trials: 2, rungs: 2, keep: 2, wantsMost: true)
    let none = state.measured(0, at: 0, nil)
    #expect(none.isEmpty)
    let decisions = state.measured(1, at: 0, 0.25)
    let runs = try (0..<2).map { _ in try store.beginRun(plan, bench.request) }
    try store.note(decisions, of: search, run: runs[1])
    let wanted = [
      StoredDecision(rung: 0, trial: #"{"size":"2"}"#, value: 0.25, goesOn: true),
      StoredDecision(rung: 0, trial: #"{"size":"1"}"#, value: nil, goesOn: false),
    ]
    #expect(try bench.reading().decisions(ofRun: runs[1]) == wanted)
    #expect(try store.decisions(ofRun: runs[0]).isEmpty)
  }
}
