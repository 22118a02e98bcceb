import MatrixProduct
import TestSupport
import Testing

@Suite struct ReconstructionTests {
  /// Rows' factors, then columns'; with ones, primes and two to five tensors.
  static let lists = [
    [[1, 1], [1, 1]], [[7, 5], [3, 11]], [[1, 13], [13, 1]], [[4, 5, 6], [7, 1, 11]],
    [[1, 1, 17], [17, 1, 1]], [[2, 3, 5], [1, 1, 1]], [[3, 1, 1, 2], [1, 5, 1, 2]],
    [[2, 2, 3, 2, 2], [2, 1, 4, 1, 3]], [[1, 1, 31, 1, 1], [1, 1, 29, 1, 1]],
    [[1, 2, 1, 3, 1], [5, 1, 1, 1, 2]],
  ]

  @Test(arguments: lists, Gauge.allCases)
  func fullBondsAreExact(list: [[Int]], gauge: Gauge) {
    let factors = FactorShape(rows: list[0], columns: list[1])
    var numbers = SeededNumbers(seed: 1)
    let matrix = numbers.floats(factors.rowCount * factors.columnCount)
    let found = decompose(matrix, factors: factors, cap: nil, gauge: gauge)
    #expect(found.chain.bonds == factors.fullBonds)
    #expect(frobeniusDistance(found.chain.contracted(), matrix) < 1e-5)
    #expect(found.relativeError < 1e-12)
  }

  @Test(arguments: lists, Gauge.allCases)
  func theErrorIsThatOfTheRebuiltMatrix(list: [[Int]], gauge: Gauge) {
    let factors = FactorShape(rows: list[0], columns: list[1])
    var numbers = SeededNumbers(seed: 2)
    let matrix = numbers.floats(factors.rowCount * factors.columnCount)
    for cap in [1, 2, 3, 7] {
      let found = decompose(matrix, factors: factors, cap: cap, gauge: gauge)
      #expect(found.chain.bonds == factors.bonds(cap: cap))
      let actual = frobeniusDistance(found.chain.contracted(), matrix)
      #expect(abs(actual - found.relativeError) < 1e-5, "cap \(cap)")
    }
  }

  @Test func aLargerCapNeverHurtsMuchAndAFullOneIsExact() {
    let factors = FactorShape(rows: [2, 3, 4], columns: [4, 3, 2])
    var numbers = SeededNumbers(seed: 3)
    let matrix = numbers.floats(576)
    let errors = (1...8).map { cap in
      decompose(matrix, factors: factors, cap: cap, gauge: .left).relativeError
    }
    #expect(errors == errors.sorted(by: >))
    #expect(errors[7] < 1e-12 && errors[6] > 1e-3)
  }

  @Test func theScaleOfAMatrixChangesNoRelativeError() {
    let factors = FactorShape(rows: [2, 3], columns: [3, 4])
    var numbers = SeededNumbers(seed: 4)
    let matrix = numbers.floats(72)
    let plain = decompose(matrix, factors: factors, cap: 3, gauge: .symmetric)
    for scale in [1e-12, 1e12] as [Float] {
      let scaled = matrix.map { scale * $0 }
      let found = decompose(scaled, factors: factors, cap: 3, gauge: .symmetric)
      #expect(abs(found.relativeError - plain.relativeError) < 1e-6)
      let actual = frobeniusDistance(found.chain.contracted(), scaled)
      #expect(abs(actual - plain.relativeError) < 1e-5)
    }
  }
}
