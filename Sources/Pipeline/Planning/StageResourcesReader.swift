internal import Options
internal import Spec
internal import YAML

/// Reads `resources`, `timeout`, `retries` and `priority`, which stages of every kind have beside
/// their options.
struct StageResourcesReader {
  static let names = ["resources", "timeout", "retries", "priority"]

  private let scope: NameScope
  private var resources = StageResources()
  private(set) var problems = Problems()

  init(_ scope: NameScope) { self.scope = scope }

  mutating func resources(of stage: StageSpec) -> StageResources {
    for pair in stage.body.mapping ?? [] where Self.names.contains(pair.name) {
      guard let node = value(of: pair.value), !node.isNull else { continue }
      switch pair.name {
      case "resources": readResources(node)
      case "timeout": resources.timeout = timeout(node)
      case "retries": resources.retries = whole(node, "retries", 0...1000)
      default: resources.priority = whole(node, "priority", -1_000_000...1_000_000) ?? 0
      }
    }
    return resources
  }

  /// Replaces references to variables; axes may not be used, as resources are no part of a key.
  private mutating func value(of node: Node) -> Node? {
    var evaluator = Evaluator(scope, choice: Array(repeating: -1, count: scope.axes.count))
    return problems.catching { () throws(SpecError) in try evaluator.value(of: node) }
  }

  private mutating func readResources(_ node: Node) {
    guard let pairs = node.mapping else {
      problems.add(
        at: node.mark, "resources must be a mapping, not \(node.found)",
        hint: "write resources: {threads: 2, memory: 4 GiB, gpu: 1}")
      return
    }
    for pair in pairs {
      switch pair.name {
      case "threads": resources.threads = whole(pair.value, "resources.threads", 1...4096)
      case "memory": resources.memory = memory(pair.value)
      default: readToken(pair)
      }
    }
  }

  private mutating func readToken(_ pair: Node.Pair) {
    guard SpecName.isReferable(pair.name) else {
      problems.add(
        at: pair.key.mark, "\(pair.key.found) cannot be the name of a resource",
        hint: "use letters, digits, '_' and '-', beginning with a letter")
      return
    }
    resources.tokens[pair.name] = whole(pair.value, "resources.\(pair.name)", 0...1_000_000)
  }

  private mutating func whole(_ node: Node, _ name: String, _ range: ClosedRange<Int>) -> Int? {
    if case .integer(let value)? = node.scalar?.value, range.contains(value) { return value }
    problems.add(
      at: node.mark,
      "\(name) must be a whole number from \(range.lowerBound) to \(range.upperBound), not "
        + node.found)
    return nil
  }

  private mutating func memory(_ node: Node) -> Int? {
    if let bytes = node.scalar.flatMap({ Quantity.bytes($0.text) }) { return bytes }
    problems.add(
      at: node.mark,
      "resources.memory must be \(Quantity.memoryExample), not \(node.found)")
    return nil
  }

  private mutating func timeout(_ node: Node) -> Double? {
    if let seconds = node.scalar.flatMap({ Quantity.seconds($0.text) }) { return seconds }
    problems.add(
      at: node.mark, "timeout must be \(Quantity.durationExample), not \(node.found)")
    return nil
  }
}
