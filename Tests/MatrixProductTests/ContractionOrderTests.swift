import MatrixProduct
import TestSupport
import Testing

@Suite struct ContractionOrderTests {
  @Test(arguments: 2...6)
  func isTheCheapestOfAllOrders(count: Int) {
    for seed in 0..<20 as Range<UInt64> {
      let (factors, bonds) = chain(count, seed: seed)
      let cost = ContractionOrder(factors: factors, bonds: bonds).cost
      #expect(cost == cheapest(0..<count, factors, bonds))
      #expect(cost <= leftToRight(factors, bonds))
    }
  }

  @Test(
    arguments: [[768, 768], [3072, 768], [768, 3072], [2304, 768]], [nil, 32, 64] as [Int?])
  func neverAboveLeftToRightForReleasedShapes(size: [Int], cap: Int?) {
    let factors = FactorShape.balanced(rows: size[0], columns: size[1])
    let bonds = factors.bonds(cap: cap)
    let cost = ContractionOrder(factors: factors, bonds: bonds).cost
    #expect(cost > 0 && cost <= leftToRight(factors, bonds))
  }

  @Test func twoTensorsCostTheirProduct() {
    let factors = FactorShape(rows: [2, 3], columns: [5, 7])
    #expect(ContractionOrder(factors: factors, bonds: [1, 4, 1]).cost == 10 * 4 * 21)
  }

  @Test func aWideBondOnTheRightIsContractedFirst() {
    // From the left 3·5·2·7 + 3·5·4·7 = 630; from the right 5·4·2·7 + 3·5·4·2 = 400.
    let factors = FactorShape(rows: [3, 5, 4], columns: [1, 1, 1])
    let bonds = [1, 2, 7, 1]
    #expect(leftToRight(factors, bonds) == 630)
    #expect(ContractionOrder(factors: factors, bonds: bonds).cost == 400)
  }

  private func chain(_ count: Int, seed: UInt64) -> (FactorShape, [Int]) {
    var numbers = SeededNumbers(seed: seed)
    let lists = (0..<2).map { _ in (0..<count).map { _ in Int.random(in: 1...6, using: &numbers) } }
    let inner = (1..<count).map { _ in Int.random(in: 1...20, using: &numbers) }
    return (FactorShape(rows: lists[0], columns: lists[1]), [1] + inner + [1])
  }

  /// Counts the outer entries of a part of the chain.
  private func entries(_ range: Range<Int>, _ factors: FactorShape) -> Int {
    range.reduce(1) { $0 * factors.rows[$1] * factors.columns[$1] }
  }

  private func leftToRight(_ factors: FactorShape, _ bonds: [Int]) -> Int {
    (1..<factors.count).reduce(0) { cost, k in
      cost + entries(0..<k + 1, factors) * bonds[k] * bonds[k + 1]
    }
  }

  /// Finds the cheapest order's cost by trying all orders.
  private func cheapest(_ range: Range<Int>, _ factors: FactorShape, _ bonds: [Int]) -> Int {
    let (first, last) = (range.lowerBound, range.upperBound)
    let costs = (first + 1..<last).map { split in
      cheapest(first..<split, factors, bonds) + cheapest(split..<last, factors, bonds)
        + entries(range, factors) * bonds[first] * bonds[split] * bonds[last]
    }
    return costs.min() ?? 0
  }
}
