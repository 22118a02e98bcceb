extension FactorShape {
  /// Number of multiply-adds to contract a chain of these bonds from left to right, as MPOBERT's
  /// released code does.
  package func leftToRightCost(bonds: [Int]) -> Int {
    (1..<count).reduce(0) { cost, k in
      cost + (0...k).reduce(1) { $0 * size($1) } * bonds[k] * bonds[k + 1]
    }
  }
}

/// The order in which a chain of local tensors is contracted, and its cost.
package struct ContractionOrder: Sendable {
  /// Number of multiply-adds.
  package let cost: Int
  /// The split of each range first..<last of tensors: left part first..<split, right part
  /// split..<last.
  private let splits: [Range<Int>: Int]

  /// Finds the cheapest order, by dynamic programming over ranges of the chain.
  package init(factors: FactorShape, bonds: [Int]) {
    var costs: [Range<Int>: Int] = [:]
    var splits: [Range<Int>: Int] = [:]
    for first in 0..<factors.count { costs[first..<first + 1] = 0 }
    for length in 2...factors.count {
      for first in 0...(factors.count - length) {
        let range = first..<first + length
        let outer = range.reduce(bonds[first] * bonds[range.upperBound]) { $0 * factors.size($1) }
        for split in (first + 1)..<range.upperBound {
          let parts = costs[first..<split, default: 0] + costs[split..<range.upperBound, default: 0]
          let cost = parts + outer * bonds[split]
          guard cost < costs[range] ?? .max else { continue }
          costs[range] = cost
          splits[range] = split
        }
      }
    }
    cost = costs[0..<factors.count, default: 0]
    self.splits = splits
  }

  func split(_ range: Range<Int>) -> Int { splits[range] ?? range.lowerBound }
}
