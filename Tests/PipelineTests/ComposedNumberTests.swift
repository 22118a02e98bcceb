import Options
import Pipeline
import Testing

@Suite("numbers that are put together")
struct ComposedNumberTests {
  @Test("a number may be put together from references and digits")
  func numbers() throws {
    let plan = try makePlan(
      """
      sweep: {arm: {a: {series: ""}, b: {series: 10}}, seed: [1, 2]}
      stages: {tuned: {kind: make, label: x, depth: 6, size: "${arm.series}${seed}"}}
      """)
    #expect(plan.stages.map { $0.options.map?["size"] } == [1, 2, 101, 102].map { .integer($0) })
  }

  @Test("what spells no number is refused, and so is a number in quotes that nobody put together")
  func others() {
    let composed = problem(
      """
      sweep: {seed: [1]}
      stages: {tuned: {kind: make, label: x, depth: 6, size: "s${seed}"}}
      """)
    #expect(composed.contains("size must be a whole number"))
    let quoted = problem("stages: {tuned: {kind: make, label: x, depth: 6, size: \"1\"}}")
    #expect(quoted.contains("remove the quotes"))
  }
}
