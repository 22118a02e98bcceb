import Scheduling

/// Stages and what each of them reads, always stages before it.
struct StageGraph: Hashable, Sendable {
  /// The stages that each stage reads [stages, inputs].
  let inputs: [[Int]]
  /// The stages that each stage needs, directly or not [stages, ancestors].
  let ancestors: [[Int]]

  init(inputs: [[Int]]) {
    self.inputs = inputs
    var ancestors: [[Int]] = []
    for needed in inputs {
      let all = Set(needed + needed.flatMap { ancestors[$0] }).sorted()
      ancestors.append(all)
    }
    self.ancestors = ancestors
  }

  /// Returns the graphs of `count` stages, one of each shape.
  static func all(_ count: Int) -> [StageGraph] {
    let pairs = (0..<count).flatMap { user in (0..<user).map { (user: user, input: $0) } }
    // The bit of each pair: [users, inputs].
    var positions = Array(repeating: Array(repeating: -1, count: count), count: count)
    for (position, pair) in pairs.enumerated() { positions[pair.user][pair.input] = position }
    let orders = permutations(count)
    return (0..<(1 << pairs.count)).filter { bits in
      orders.allSatisfy { renamed(bits, pairs, positions, $0).map { $0 >= bits } ?? true }
    }.map { bits in
      var inputs = Array(repeating: [Int](), count: count)
      for (position, pair) in pairs.enumerated() where (bits >> position) & 1 == 1 {
        inputs[pair.user].append(pair.input)
      }
      return StageGraph(inputs: inputs)
    }
  }

  /// Returns the bits of the same graph with its stages in another order; nil where a stage would
  /// stand before one that it reads.
  private static func renamed(
    _ bits: Int, _ pairs: [(user: Int, input: Int)], _ positions: [[Int]], _ order: [Int]
  ) -> Int? {
    var (result, rest) = (0, bits)
    while rest != 0 {
      let pair = pairs[rest.trailingZeroBitCount]
      let position = positions[order[pair.user]][order[pair.input]]
      if position < 0 { return nil }
      result |= 1 << position
      rest &= rest - 1
    }
    return result
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    return permutations(count - 1).flatMap { shorter in
      (0..<count).map { index in
        var longer = shorter
        longer.insert(count - 1, at: index)
        return longer
      }
    }
  }
}

/// A graph with the demands of its stages and the limits of a run.
struct RunCase: Sendable {
  let graph: StageGraph
  let demands: [StageDemand]
  let limits: RunLimits
  /// Stages that wait for a decision.
  let gated: [Int]

  init(
    _ graph: StageGraph, demands: [StageDemand]? = nil, limits: RunLimits, gated: [Int] = []
  ) {
    (self.graph, self.limits, self.gated) = (graph, limits, gated)
    self.demands = demands ?? graph.inputs.map { _ in StageDemand() }
  }
}
