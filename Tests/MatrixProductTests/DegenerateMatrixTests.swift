import MatrixProduct
import TestSupport
import Testing

/// Matrices with vanishing Schmidt values, which a division by their roots must survive.
@Suite struct DegenerateMatrixTests {
  static let factors = FactorShape(rows: [2, 3, 2], columns: [3, 2, 2])

  @Test(arguments: Gauge.allCases, [nil, 2] as [Int?])
  func zero(gauge: Gauge, cap: Int?) {
    let matrix = [Float](repeating: 0, count: 144)
    let found = decompose(matrix, factors: Self.factors, cap: cap, gauge: gauge)
    #expect(found.chain.tensors.joined().allSatisfy { $0.isFinite })
    #expect(found.chain.contracted() == matrix)
    #expect(found.relativeError == 0 && found.norm == 0)
    #expect(found.entropies.allSatisfy { $0 == 0 })
    let bound = Decomposition.relativeErrorBound(
      spectra: found.spectra, bonds: found.chain.bonds)
    #expect(bound == 0)
  }

  /// All Schmidt values but one vanish.
  @Test(arguments: Gauge.allCases, [nil, 1, 3] as [Int?])
  func constantMatrix(gauge: Gauge, cap: Int?) {
    let matrix = [Float](repeating: 0.3, count: 144)
    let found = decompose(matrix, factors: Self.factors, cap: cap, gauge: gauge)
    expectExact(found, matrix)
    #expect(found.entropies.allSatisfy { abs($0) < 1e-10 })
  }

  @Test(arguments: Gauge.allCases, [1, 2, 3])
  func rankDeficient(gauge: Gauge, rank: Int) {
    var numbers = SeededNumbers(seed: UInt64(rank))
    var matrix = [Float](repeating: 0, count: 144)
    for _ in 0..<rank {
      let (left, right) = (numbers.floats(12), numbers.floats(12))
      for index in matrix.indices { matrix[index] += left[index / 12] * right[index % 12] }
    }
    expectExact(decompose(matrix, factors: Self.factors, cap: nil, gauge: gauge), matrix)
  }

  @Test(arguments: Gauge.allCases)
  func oneEntry(gauge: Gauge) {
    var matrix = [Float](repeating: 0, count: 144)
    matrix[77] = -5
    expectExact(decompose(matrix, factors: Self.factors, cap: nil, gauge: gauge), matrix)
  }

  @Test(arguments: Gauge.allCases, [[1, 1, 1], [2, 3, 5]])
  func oneRowOrOneColumn(gauge: Gauge, rows: [Int]) {
    let columns = rows == [1, 1, 1] ? [3, 5, 2] : [1, 1, 1]
    let factors = FactorShape(rows: rows, columns: columns)
    var numbers = SeededNumbers(seed: 5)
    let matrix = numbers.floats(30)
    expectExact(decompose(matrix, factors: factors, cap: nil, gauge: gauge), matrix)
    let cut = decompose(matrix, factors: factors, cap: 1, gauge: gauge)
    #expect(cut.chain.tensors.joined().allSatisfy { $0.isFinite })
    #expect(cut.relativeError > 0 && cut.relativeError < 1)
  }

  private func expectExact(
    _ found: Decomposition, _ matrix: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.chain.tensors.joined().allSatisfy { $0.isFinite }, sourceLocation: sourceLocation)
    let distance = frobeniusDistance(found.chain.contracted(), matrix)
    #expect(distance < 1e-5, sourceLocation: sourceLocation)
    #expect(found.relativeError < 1e-6, sourceLocation: sourceLocation)
  }
}
