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
