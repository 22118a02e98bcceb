import Spec
import Testing

@testable import Pipeline

@Suite("keys as inputs become known")
struct KeyResolverTests {
  /// Two stages, one that reads them both, and one that gathers what a third makes for each seed.
  private static let text = """
    sweep: {seed: [1, 2]}
    stages:
      a: {kind: make, size: 1}
      b: {kind: make, size: 2}
      both: {kind: join, first: a, second: b}
      each: {kind: make, size: "${seed}"}
      all: {kind: compare, over: seed, measure: each.loss}
    """

  private let plan: Plan
  private let keying = StageKeying()
  private let contents: [Fingerprint]

  init() throws {
    plan = try makePlan(Self.text)
    contents = plan.stages.indices.map { Fingerprint(ofFields: ["content", "\($0)"]) }
  }

  private var resolver: KeyResolver {
    KeyResolver(plan, edges: PlanEdges(plan), keying: keying)
  }

  private func index(_ name: String) throws -> Int {
    try #require(plan.stages.firstIndex { $0.id.description == name })
  }

  @Test("a key counts what the inputs came to, in whatever order that became known")
  func inOrder() throws {
    let (a, b, both) = (try index("a"), try index("b"), try index("both"))
    let wanted = try keying.key(of: plan.stages[both], contents: [contents[a], contents[b]])
    for order in [[a, b], [b, a]] {
      var resolver = resolver
      for index in order { resolver.note(content: contents[index], ofStageAt: index) }
      #expect(try resolver.key(ofStageAt: both).fingerprint == wanted.fingerprint)
    }
  }

  @Test("a key that is asked for too early names the input, and is there once that is known")
  func tooEarly() throws {
    let (a, b, both) = (try index("a"), try index("b"), try index("both"))
    var resolver = resolver
    resolver.note(content: contents[a], ofStageAt: a)
    let error = #expect(throws: UnfinishedInput.self) { try resolver.key(ofStageAt: both) }
    #expect(error?.description == "both has no key yet, as b isn't finished")
    resolver.note(content: contents[b], ofStageAt: b)
    #expect(try resolver.key(ofStageAt: both).components.map(\.name).contains("input.second"))
  }

  @Test("a gathering counts all its members, and waits for the last of them")
  func gathering() throws {
    let members = plan.stages.indices.filter { plan.stages[$0].name == "each" }
    let all = try index("all")
    var resolver = resolver
    for member in members {
      #expect(throws: UnfinishedInput.self) { try resolver.key(ofStageAt: all) }
      resolver.note(content: contents[member], ofStageAt: member)
    }
    let stage = plan.stages[all]
    let group = try #require(stage.groups.first?.content(members.map { contents[$0] }))
    let wanted = try keying.key(of: stage, contents: [group])
    #expect(try resolver.key(ofStageAt: all).fingerprint == wanted.fingerprint)
  }

  @Test("stages that do the same to the same have one symbol while that isn't done, others another")
  func symbols() throws {
    let plan = try makePlan(
      """
      stages:
        a: {kind: make, size: 1}
        b: {kind: make, size: 2}
        x: {kind: join, first: a}
        y: {kind: join, first: a}
        z: {kind: join, first: b}
      """)
    var resolver = KeyResolver(plan, edges: PlanEdges(plan), keying: keying)
    for index in 0..<2 {
      resolver.note(symbol: Fingerprint(ofFields: ["\(index)"]), ofStageAt: index)
    }
    let found = try (2..<5).map { index in try open(resolver.resolve(index)) }
    #expect(found.map(\.first) == [0, 0, 1])
    #expect(found[0].symbol == found[1].symbol && found[0].symbol != found[2].symbol)
    #expect(Set(found.map(\.recipe)).count == 1)
  }

  private func open(_ resolution: KeyResolver.Resolution) throws -> KeyResolver.OpenKey {
    guard case .open(let open) = resolution else { throw KnownTooEarly() }
    return open
  }
}

private struct KnownTooEarly: Error {}
