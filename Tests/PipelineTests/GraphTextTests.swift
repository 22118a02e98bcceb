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
    expectGolden(GraphText.dot(try makePlan(diamond)), "diamond.dot")
  }

  @Test("Mermaid")
  func mermaid() throws {
    expectGolden(GraphText.mermaid(try makePlan(diamond)), "diamond.mmd")
  }

  @Test("signs that mean something to the other program are replaced")
  func signs() throws {
    let plan = try makePlan(
      #"""
      sweep: {arm: ['a"b|c\d']}
      stages:
        made: {kind: make, label: "${arm}"}
      """#)
    #expect(GraphText.dot(plan).contains(#"  "made[arm=a\"b|c\\\\d]" [label="#))
    #expect(GraphText.mermaid(plan).contains(#"["made[arm=a'b/c\\d]<br/>make"]"#))
  }

  @Test("a plan without stages is a graph without nodes")
  func empty() {
    let plan = Plan(experiment: "none", about: "", axes: [], cells: [], stages: [], tables: [])
    #expect(
      GraphText.dot(plan) == """
        digraph "none" {
          rankdir=LR; node [shape=box];
        }

        """)
    #expect(GraphText.mermaid(plan) == "flowchart LR\n")
  }
}
