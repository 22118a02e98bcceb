import Pipeline
import Spec
import Testing

@Suite("the order of stages")
struct OrderTests {
  @Test("a spec whose stages read what stands above them keeps its order")
  func specOrder() {
    #expect(DependencyOrder(dependencies: [[], [], [0], [0, 2], [1]]).order == [0, 1, 2, 3, 4])
  }

  @Test("a stage that stands above what it reads comes right after it")
  func inputsFirst() throws {
    let plan = try makePlan(
      """
      stages:
        other: {kind: make}
        last: {kind: join, first: middle}
        middle: {kind: join, first: start, second: other}
        start: {kind: make}
        end: {kind: make}
      """)
    #expect(plan.ids == ["other", "start", "middle", "last", "end"])
  }

  @Test("a chain as long as one likes takes no stack")
  func longChain() {
    let count = 100_000
    let order = DependencyOrder(dependencies: (1...count).map { $0 < count ? [$0] : [] })
    #expect(order.order == Array((0..<count).reversed()))
    #expect(order.cycles.isEmpty)
  }

  @Test("a cycle is reported as its path, without what only leads to it")
  func cycle() {
    let found = problem(
      """
      stages:
        start: {kind: join, first: a}
        a: {kind: join, first: b}
        b: {kind: join, first: c}
        c: {kind: join, first: a}
      """)
    #expect(
      found == """
        test.yaml:4:3: error: stages read each other in a circle: a -> b -> c -> a
          hint: let one of them read something else
        """)
  }

  @Test("a stage that reads itself is reported")
  func itself() {
    let found = problem(
      """
      stages:
        a: {kind: join, first: a}
      """)
    #expect(
      found == """
        test.yaml:3:3: error: stage 'a' reads itself: a -> a
          hint: name another stage
        """)
  }

  @Test("every cycle is reported")
  func cycles() {
    let order = DependencyOrder(dependencies: [[1], [0], [3], [2], [0, 2]])
    #expect(order.cycles == [[0, 1, 0], [2, 3, 2]])
  }
}
