import Scheduling

/// Stages and what each of them reads, always stages before it.
struct StageGraph: Hashable, Sendable {
  let inputs: [[Int]]
  /// What each stage needs, directly or not.
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

  /// Every graph of so many stages, one of each shape.
  static func all(_ count: Int) -> [StageGraph] {
    let pairs = (0..<count).flatMap { user in (0..<user).map { (user: user, input: $0) } }
    var places = Array(repeating: Array(repeating: -1, count: count), count: count)
    for (place, pair) in pairs.enumerated() { places[pair.user][pair.input] = place }
    let orders = permutations(count)
    return (0..<(1 << pairs.count)).filter { bits in
      orders.allSatisfy { renamed(bits, pairs, places, $0).map { $0 >= bits } ?? true }
    }.map { bits in
      var inputs = Array(repeating: [Int](), count: count)
      for (place, pair) in pairs.enumerated() where (bits >> place) & 1 == 1 {
        inputs[pair.user].append(pair.input)
      }
      return StageGraph(inputs: inputs)
    }
  }

  /// The same graph under other numbers; nil where a stage would stand before what it reads.
  private static func renamed(
    _ bits: Int, _ pairs: [(user: Int, input: Int)], _ places: [[Int]], _ order: [Int]
  ) -> Int? {
    var (result, rest) = (0, bits)
    while rest != 0 {
      let pair = pairs[rest.trailingZeroBitCount]
      let place = places[order[pair.user]][order[pair.input]]
      if place < 0 { return nil }
      result |= 1 << place
      rest &= rest - 1
    }
    return result
  }

  private static func permutations(_ count: Int) -> [[Int]] {
    if count == 0 { return [[]] }
    return permutations(count - 1).flatMap { shorter in
      (0..<count).map { place in
        var longer = shorter
        longer.insert(count - 1, at: place)
        return longer
      }
    }
  }
}

/// A graph, what its stages ask for, and what there is.
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
