import MatrixProduct
import TestSupport
import Testing

@Suite("rules for bonds")
struct BondRuleTests {
  static let factors = FactorShape(rows: [2, 3, 2, 2], columns: [3, 2, 2, 2])

  /// Matrices whose Schmidt values fall off: products of thin ones with a little noise.
  private static func matrix(seed: UInt64) -> [Float] {
    var numbers = SeededNumbers(seed: seed)
    let (rows, columns) = (factors.rowCount, factors.columnCount)
    let (a, b) = (numbers.floats(rows), numbers.floats(columns))
    let noise = numbers.floats(rows * columns)
    return (0..<rows * columns).map { a[$0 / columns] * b[$0 % columns] + 0.1 * noise[$0] }
  }

  private static func spectra(_ matrix: [Float]) -> [[Double]] {
    decompose(matrix, factors: factors, bonds: factors.fullBonds, gauge: .left).spectra
  }

  @Test("by relative error: the error stays below, for every matrix that has the bonds")
  func relativeError() {
    let matrices = (1...3).map { Self.matrix(seed: $0) }
    var last = 0
    for error in [0.9, 0.5, 0.2, 0.05, 0.001] {
      let bonds = BondRule.relativeError(error).bonds(
        Self.factors, spectra: matrices.map(Self.spectra))
      for matrix in matrices {
        let found = decompose(matrix, factors: Self.factors, bonds: bonds, gauge: .left)
        #expect(found.relativeError <= error)
      }
      #expect(Self.factors.parameterCount(bonds: bonds) >= last)
      last = Self.factors.parameterCount(bonds: bonds)
    }
    let exact = BondRule.relativeError(0).bonds(Self.factors, spectra: matrices.map(Self.spectra))
    #expect(exact == Self.factors.fullBonds)
  }

  @Test("by relative error: one threshold for all bonds, the highest that keeps the bound")
  func pooledError() {
    let spectra = (1...2).map { Self.spectra(Self.matrix(seed: $0)) }
    for error in [0.8, 0.6, 0.4, 0.1] {
      var wanted: [Int] = []
      var highest = -2.0
      let values = (0..<3).flatMap { (k: Int) -> [Double] in
        spectra[0][k].indices.map { Self.pooledValue(spectra, k, $0) }
      }
      for threshold in [-1] + values {
        let inner = (0..<3).map { k in
          max(
            1, spectra[0][k].indices.filter { Self.pooledValue(spectra, k, $0) > threshold }.count)
        }
        let isKept = spectra.allSatisfy { Self.tail($0, inner) <= error * error }
        if isKept, threshold > highest { (highest, wanted) = (threshold, [1] + inner + [1]) }
      }
      #expect(BondRule.relativeError(error).bonds(Self.factors, spectra: spectra) == wanted)
      #expect(Self.factors.parameterCount(bonds: wanted) > 0)
    }
  }

  /// The root of the sum over matrices of a value's squares, each matrix at norm 1.
  private static func pooledValue(_ spectra: [[[Double]]], _ bond: Int, _ index: Int) -> Double {
    var sum = 0.0
    for matrix in spectra {
      var norm = 0.0
      for value in matrix[bond] { norm += value * value }
      sum += matrix[bond][index] * matrix[bond][index] / norm
    }
    return sum.squareRoot()
  }

  /// The squares that inner bonds drop over the squared norm.
  private static func tail(_ spectra: [[Double]], _ inner: [Int]) -> Double {
    var (dropped, norm) = (0.0, 0.0)
    for value in spectra[0] { norm += value * value }
    for (bond, values) in spectra.enumerated() {
      for (index, value) in values.enumerated() where index >= inner[bond] {
        dropped += value * value
      }
    }
    return dropped / norm
  }

  @Test("a list of caps: a bond is no wider than what is left of it, whatever cuts and gauge")
  func unreachable() {
    let caps = [1, 9, 4]
    // 1 · (3 · 2) = 6 < 9.
    #expect(Self.factors.reachable(BondRule.caps(caps).bonds(Self.factors)) == [1, 1, 6, 4, 1])
    let matrix = Self.matrix(seed: 9)
    for truncation in Truncation.allCases {
      let found = Gauge.allCases.map {
        decompose(
          matrix, factors: Self.factors, bonds: [1] + caps + [1], truncation: truncation, gauge: $0)
      }
      for each in found {
        #expect(each.chain.bonds == [1, 1, 6, 4, 1])
        #expect(abs(frobeniusDistance(each.chain.contracted(), matrix) - each.relativeError) < 1e-5)
      }
      #expect(frobeniusDistance(found[0].chain.contracted(), found[1].chain.contracted()) < 1e-5)
    }
  }

  @Test("the norm is the matrix's, whatever was cut", arguments: Truncation.allCases)
  func norm(truncation: Truncation) {
    let matrix = Self.matrix(seed: 10)
    let norm = matrix.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    for gauge in Gauge.allCases {
      let found = decompose(
        matrix, factors: Self.factors, bonds: Self.factors.bonds(cap: 2), truncation: truncation,
        gauge: gauge)
      #expect(abs(found.norm - norm) < 1e-9 * norm)
    }
  }

  @Test("by ratio: no more parameters than asked for, unless all bonds are 1")
  func ratio() {
    let spectra = [Self.spectra(Self.matrix(seed: 4)), Self.spectra(Self.matrix(seed: 5))]
    let dense = Double(Self.factors.rowCount * Self.factors.columnCount)
    for ratio in [0.05, 0.1, 0.3, 0.7, 1] {
      let bonds = BondRule.ratio(ratio).bonds(Self.factors, spectra: spectra)
      #expect(Double(Self.factors.parameterCount(bonds: bonds)) <= ratio * dense)
    }
    #expect(BondRule.ratio(0).bonds(Self.factors, spectra: spectra) == [1, 1, 1, 1, 1])
    #expect(BondRule.ratio(99).bonds(Self.factors, spectra: spectra) == Self.factors.fullBonds)
  }

  @Test("caps: one for all bonds or one for each, none above the full ones")
  func caps() {
    #expect(BondRule.full.bonds(Self.factors) == [1, 6, 16, 4, 1])
    #expect(BondRule.cap(5).bonds(Self.factors) == [1, 5, 5, 4, 1])
    #expect(BondRule.caps([2, 99, 3]).bonds(Self.factors) == [1, 2, 16, 3, 1])
  }

  @Test("bonds that differ are the chain's", arguments: Truncation.allCases, Gauge.allCases)
  func chain(truncation: Truncation, gauge: Gauge) {
    let matrix = Self.matrix(seed: 6)
    let bonds = BondRule.caps([3, 7, 2]).bonds(Self.factors)
    let found = decompose(
      matrix, factors: Self.factors, bonds: bonds, truncation: truncation, gauge: gauge)
    #expect(found.chain.bonds == bonds)
    let actual = frobeniusDistance(found.chain.contracted(), matrix)
    #expect(abs(actual - found.relativeError) < 1e-5)
    let bound = Decomposition.relativeErrorBound(spectra: Self.spectra(matrix), bonds: bonds)
    #expect(found.relativeError <= bound + 1e-12 && found.relativeError > 0)
  }

  @Test("slices of the exact chain: either gauge is one matrix, and the spectra are exact")
  func slices() {
    let matrix = Self.matrix(seed: 7)
    let bonds = Self.factors.bonds(cap: 4)
    let found = Gauge.allCases.map {
      decompose(matrix, factors: Self.factors, bonds: bonds, truncation: .slices, gauge: $0)
    }
    #expect(frobeniusDistance(found[0].chain.contracted(), found[1].chain.contracted()) < 1e-5)
    #expect(found[0].spectra == Self.spectra(matrix))
  }

  @Test("a plain decomposition is the best of its rank")
  func plain() {
    let matrix = Self.matrix(seed: 8)
    let (rows, columns) = (Self.factors.rowCount, Self.factors.columnCount)
    let factors = FactorShape(rows: [rows, 1], columns: [1, columns])
    let found = decompose(matrix, factors: factors, bonds: [1, 2, 1], gauge: .symmetric)
    let bound = Decomposition.relativeErrorBound(spectra: found.spectra, bonds: [1, 2, 1])
    #expect(abs(found.relativeError - bound) < 1e-12)
    #expect(found.chain.parameterCount == 2 * (rows + columns))
  }

  @Test("any number of threads gives the same bits")
  func threads() {
    let requests = (1...5).map {
      DecompositionRequest(
        Self.matrix(seed: $0), factors: Self.factors, bonds: Self.factors.bonds(cap: 5))
    }
    let (one, two) = (
      decompose(requests, gauge: .symmetric, threads: 1),
      decompose(requests, gauge: .symmetric, threads: 2)
    )
    #expect(one.map(\.chain.tensors) == two.map(\.chain.tensors) && one.count == 5)
  }
}
