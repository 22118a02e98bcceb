import Pipeline
import TestSupport
import Testing

/// Two stages that read the first, one that reads both, over two arms, and one that gathers them.
private let diamond = """
  sweep: {arm: [mpo, all]}
  stages:
    text: {kind: make}
    left: {kind: join, first: text}
    right: {kind: join, first: text, label: "${arm}"}
    joined: {kind: join, first: left, second: right}
    verdict: {kind: compare, over: arm, measure: joined.loss}
  """

@Suite("graphs as text")
struct GraphTextTests {
  @Test("Graphviz")
  func dot() throws {
    let plan = try makePlan(diamond)
    expectGolden(GraphText.dot(DrawnGraph(cellsOf: plan)), "diamond.dot")
    expectGolden(GraphText.dot(DrawnGraph(stagesOf: plan)), "diamond-stages.dot")
  }

  @Test("Mermaid")
  func mermaid() throws {
    let plan = try makePlan(diamond)
    expectGolden(GraphText.mermaid(DrawnGraph(cellsOf: plan)), "diamond.mmd")
    expectGolden(GraphText.mermaid(DrawnGraph(stagesOf: plan)), "diamond-stages.mmd")
  }

  @Test("signs that mean something to the other program are replaced")
  func signs() throws {
    let plan = try makePlan(
      #"""
      sweep: {arm: ['a"b|c\d']}
      stages:
        made: {kind: make, label: "${arm}"}
      """#)
    let graph = DrawnGraph(cellsOf: plan)
    #expect(GraphText.dot(graph).contains(#"  "made[arm=a\"b|c\\\\d]" [label="#))
    #expect(GraphText.mermaid(graph).contains(#"["made[arm=a'b/c\\d]<br/>make"]"#))
  }

  @Test("a plan without stages is a graph without nodes")
  func empty() {
    let plan = Plan(experiment: "none", about: "", axes: [], cells: [], stages: [], tables: [])
    let graph = DrawnGraph(stagesOf: plan)
    #expect(
      GraphText.dot(graph) == """
        digraph "none" {
          rankdir=LR; node [shape=box];
        }

        """)
    #expect(GraphText.mermaid(graph) == "flowchart LR\n")
  }
}
