import MatrixProduct
import Statistics
import TestSupport
import Testing

/// MPOP's fast estimate of the error of a cut (arXiv 2106.02205, appendix), from Schmidt values
/// alone.
@Suite("the estimate of an error from Schmidt values")
struct ErrorEstimateTests {
  private static let factors = FactorShape(rows: [2, 3, 4, 2], columns: [2, 4, 3, 2])

  /// Makes a matrix whose row r, from 1, is noise divided by r to the power of `halves` / 2.
  private func matrix(seed: UInt64, fallingByHalves halves: Int) -> [Float] {
    let (rows, columns) = (Self.factors.rowCount, Self.factors.columnCount)
    var numbers = SeededNumbers(seed: seed)
    let noise = numbers.floats(rows * columns)
    return noise.indices.map { index in
      let root = Float(index / columns + 1).squareRoot()
      return (0..<halves).reduce(noise[index]) { number, _ in number / root }
    }
  }

  @Test("is never below the error, and ranks cuts of all matrices as the error does")
  func ranks() {
    var (estimates, errors): ([Double], [Double]) = ([], [])
    for halves in 0...4 {
      let matrix = matrix(seed: UInt64(halves + 1), fallingByHalves: halves)
      let whole = decompose(
        matrix, factors: Self.factors, bonds: Self.factors.fullBonds, gauge: .symmetric)
      for cap in [1, 2, 3, 4, 6, 8, 12, 16, 20] {
        let bonds = Self.factors.bonds(cap: cap)
        let cut = decompose(matrix, factors: Self.factors, bonds: bonds, gauge: .symmetric)
        let estimate = Decomposition.relativeErrorBound(spectra: whole.spectra, bonds: bonds)
        let error = frobeniusDistance(cut.chain.contracted(), matrix)
        #expect(error <= estimate * 1.0001 + 1e-6, "bond \(cap), \(halves) halves")
        estimates.append(estimate)
        errors.append(error)
      }
    }
    #expect(spearman(estimates, errors) > 0.98)
  }
}
