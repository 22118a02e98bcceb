import MatrixProduct
import Testing

/// Compares decompositions with those of a public library in double precision.
@Suite struct FixtureTests {
  static let cases = Array(0...5)

  @Test(arguments: cases)
  func fullBonds(number: Int) throws {
    let fixture = try DecompositionFixture.load(number)
    let found = decompose(try fixture.matrix(), factors: fixture.factors, cap: nil, gauge: .left)
    #expect(found.chain.bonds == [1] + fixture.bonds + [1])
    #expect(found.chain.parameterCount == fixture.parameters)
    #expect(found.relativeError < 1e-6)
    for (values, wanted) in zip(found.spectra, try fixture.spectra()) {
      #expect(values.count == wanted.count)
      let worst = zip(values, wanted).map { abs($0 - $1) }.max()
      #expect(worst ?? 1 < 1e-5 * wanted[0])
    }
    for (entropy, wanted) in zip(found.entropies, fixture.entropies) {
      #expect(abs(entropy - wanted) < 1e-5)
    }
    #expect(
      found.spectra.count == fixture.bonds.count && found.entropies.count == found.spectra.count)
  }

  @Test(arguments: cases, Gauge.allCases)
  func everyCap(number: Int, gauge: Gauge) throws {
    let fixture = try DecompositionFixture.load(number)
    let matrix = try fixture.matrix()
    for (cap, wanted) in fixture.orderedCaps {
      let found = decompose(matrix, factors: fixture.factors, cap: cap, gauge: gauge)
      #expect(found.chain.bonds == [1] + wanted.bonds + [1], "cap \(cap)")
      #expect(found.chain.parameterCount == wanted.parameters, "cap \(cap)")
      #expect(abs(found.relativeError - wanted.relativeError) < 1e-4, "cap \(cap)")
      let actual = frobeniusDistance(found.chain.contracted(), matrix)
      #expect(abs(actual - wanted.relativeError) < 1e-4, "cap \(cap), rebuilt")
    }
  }

  @Test(arguments: cases)
  func boundOfTheError(number: Int) throws {
    let fixture = try DecompositionFixture.load(number)
    let matrix = try fixture.matrix()
    let full = decompose(matrix, factors: fixture.factors, cap: nil, gauge: .left)
    for (cap, wanted) in fixture.orderedCaps {
      let found = decompose(matrix, factors: fixture.factors, cap: cap, gauge: .left)
      let bound = Decomposition.relativeErrorBound(
        spectra: full.spectra, bonds: found.chain.bonds)
      #expect(abs(bound - wanted.bound) < 1e-5, "cap \(cap)")
      #expect(found.relativeError <= bound + 1e-12, "cap \(cap)")
    }
  }

  @Test(arguments: cases)
  func balancedFactorsAreTheFixtures(number: Int) throws {
    let fixture = try DecompositionFixture.load(number)
    let factors = fixture.factors
    #expect(try fixture.matrix().count == factors.rowCount * factors.columnCount)
    #expect(Array(factors.fullBonds.dropFirst().dropLast()) == fixture.bonds)
    guard number < 2 else { return }
    let balanced = FactorShape.balanced(rows: factors.rowCount, columns: factors.columnCount)
    #expect(balanced == factors)
  }
}
