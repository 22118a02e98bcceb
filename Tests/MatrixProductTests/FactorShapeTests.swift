import MatrixProduct
import Testing

@Suite struct FactorShapeTests {
  @Test func knownLists() {
    let wanted: [Int: [Int]] = [
      48: [2, 2, 3, 2, 2], 96: [2, 2, 4, 3, 2], 768: [4, 4, 4, 4, 3], 1024: [4, 4, 4, 4, 4],
      2048: [4, 4, 8, 4, 4], 2304: [4, 4, 8, 6, 3], 3072: [4, 4, 8, 6, 4], 4096: [4, 4, 8, 8, 4],
    ]
    for (number, list) in wanted { #expect(FactorShape.factors(of: number, count: 5) == list) }
  }

  @Test(arguments: [2, 3, 5, 31, 97, 293], [2, 3, 5])
  func aPrimeIsItselfAndOnes(prime: Int, count: Int) {
    var wanted = [Int](repeating: 1, count: count)
    wanted[count / 2] = prime
    #expect(FactorShape.factors(of: prime, count: count) == wanted)
  }

  @Test(arguments: 2...7)
  func productsAreRight(count: Int) {
    for number in Array(1...300) + [768, 2304, 3072, 30522] {
      let factors = FactorShape.factors(of: number, count: count)
      #expect(factors.count == count && factors.reduce(1, *) == number, "\(number)")
      #expect(factors.max() == factors[count / 2], "\(number): the largest is in the middle")
    }
  }

  @Test func balancedTakesEachSideForItself() {
    let shape = FactorShape.balanced(rows: 3072, columns: 768)
    #expect(shape == FactorShape(rows: [4, 4, 8, 6, 4], columns: [4, 4, 4, 4, 3]))
    #expect(shape.rowCount == 3072 && shape.columnCount == 768 && shape.count == 5)
    #expect(FactorShape.balanced(rows: 7, columns: 12, tensors: 3).count == 3)
  }

  @Test func bondsOfTheReleasedShapes() {
    let shape = FactorShape.balanced(rows: 3072, columns: 768)
    #expect(shape.fullBonds == [1, 16, 256, 288, 12, 1])
    #expect(shape.bonds(cap: 64) == [1, 16, 64, 64, 12, 1])
    #expect(shape.bonds(cap: nil) == shape.fullBonds)
  }

  @Test func theCentreAndTheCount() {
    let chain = MatrixProductOperator(
      factors: FactorShape(rows: [2, 1, 3], columns: [1, 2, 1]), bonds: [1, 2, 3, 1],
      tensors: [4, 12, 9].map { [Float](repeating: 0, count: $0) })
    #expect(chain.centre == 1 && chain.parameterCount == 25)
    let even = FactorShape(rows: [2, 2], columns: [2, 2])
    let pair = decompose([Float](repeating: 1, count: 16), factors: even, cap: 1, gauge: .left)
    #expect(pair.chain.centre == 1 && pair.chain.parameterCount == 8)
  }

  @Test("an awkward number of rows is padded to one with equal factors, by a fiftieth at most")
  func padding() {
    for rows in [7, 97, 4096, 4099, 30000, 30522, 50257] {
      let padded = FactorShape.padded(rows: rows, count: 5)
      let factors = FactorShape.factors(of: padded, count: 5)
      #expect(padded >= rows && padded <= rows + max(rows / 50, 8))
      #expect(factors.reduce(1, *) == padded)
      let plain = FactorShape.factors(of: rows, count: 5)
      #expect(factors.reduce(0, +) <= plain.reduce(0, +))
    }
    // BERT's vocabulary is 2 · 3 · 5087.
    let bert = FactorShape.factors(of: FactorShape.padded(rows: 30522, count: 5), count: 5)
    #expect((bert.max() ?? 99) <= 10)
  }
}
