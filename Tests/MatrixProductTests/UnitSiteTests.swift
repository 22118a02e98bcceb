import MatrixProduct
import TestSupport
import Testing

/// Chains with tensors whose factors are all 1, which have more parameters than their matrix (OPDF,
/// arXiv 2411.06448).
@Suite("chains with unit sites")
struct UnitSiteTests {
  private static let factors = FactorShape(rows: [4, 1, 1, 1, 3], columns: [4, 1, 1, 1, 3])

  private func found() throws -> Decomposition {
    decompose(
      try StrategyFixture("opdf").values("matrix"), factors: Self.factors,
      bonds: Self.factors.fullBonds, gauge: .symmetric)
  }

  @Test("have the golden sizes and Schmidt values, and contract to their matrix")
  func sizes() throws {
    let found = try found()
    let sizes = found.chain.tensors.map { Double($0.count) }
    let bonds = try [1] + StrategyFixture.numbers("opdf", "bonds") + [1]
    #expect(found.chain.bonds.map { Double($0) } == bonds)
    #expect(try sizes == StrategyFixture.numbers("opdf", "sizes"))
    let ratio = Double(found.chain.parameterCount) / 144
    #expect(try ratio == StrategyFixture.number("opdf", "ratio_to_dense"))
    let wanted = try StrategyFixture.numbers("opdf", "schmidt_values")
    let values = found.spectra.flatMap { $0 }
    #expect(values.count == wanted.count)
    for (value, wanted) in zip(values, wanted) { #expect(abs(value - wanted) < 1e-5 * wanted) }
    let matrix = try StrategyFixture("opdf").values("matrix")
    #expect(frobeniusDistance(found.chain.contracted(), matrix) < 1e-5)
  }

  @Test("are signed identities in the symmetric gauge")
  func identities() throws {
    for tensor in try found().chain.tensors[1...3] {
      for (index, number) in tensor.enumerated() {
        #expect(abs(abs(number) - (index % 10 == 0 ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test("fold back after they have moved")
  func folding() throws {
    let fixture = try StrategyFixture("opdf")
    let chain = MatrixProductOperator(
      factors: Self.factors, bonds: Self.factors.fullBonds,
      tensors: try (1...5).map { try fixture.values("moved.\($0)") })
    #expect(frobeniusDistance(chain.contracted(), try fixture.values("moved.folded")) < 1e-5)
  }

  @Test(
    "have the published counts",
    arguments: ["768x768 five", "768x768 seven", "384x384 five", "1536x384 five"])
  func published(name: String) throws {
    func list(_ key: String) throws -> [Int] {
      try StrategyFixture.numbers("opdf", "published", name, key).map { Int($0) }
    }
    let factors = FactorShape(rows: try list("rows"), columns: try list("columns"))
    #expect(try factors.fullBonds == [1] + list("bonds") + [1])
    let count = factors.parameterCount(bonds: factors.fullBonds)
    #expect(
      try Double(count) == StrategyFixture.number("opdf", "published", name, "parameters"))
    let ratio = Double(count) / Double(factors.rowCount * factors.columnCount)
    #expect(
      try abs(ratio - StrategyFixture.number("opdf", "published", name, "ratio_to_dense")) < 1e-9)
  }
}

@Suite("what an index of a bond adds to its chain")
struct BondPartTests {
  private static let factors = FactorShape(rows: [2, 3, 2], columns: [3, 2, 2])

  @Test("is the Schmidt value in the symmetric gauge")
  func schmidt() {
    var numbers = SeededNumbers(seed: 7)
    let found = decompose(
      numbers.floats(144), factors: Self.factors, bonds: Self.factors.fullBonds, gauge: .symmetric)
    for (parts, values) in zip(found.chain.squaredParts, found.spectra) {
      #expect(parts.count == values.count)
      for (part, value) in zip(parts, values) {
        #expect(abs(part.squareRoot() - value) < 1e-4 * values[0])
      }
    }
  }

  @Test("is the error of leaving it out, in any gauge", arguments: [1, 2])
  func error(bond: Int) {
    var numbers = SeededNumbers(seed: 8)
    let bonds = [1, 4, 3, 1]
    let tensors = (0..<3).map { k in
      numbers.floats(bonds[k] * Self.factors.rows[k] * Self.factors.columns[k] * bonds[k + 1])
    }
    let chain = MatrixProductOperator(factors: Self.factors, bonds: bonds, tensors: tensors)
    let whole = chain.contracted()
    for index in 0..<bonds[bond] {
      var without = tensors
      for place in tensors[bond - 1].indices where place % bonds[bond] == index {
        without[bond - 1][place] = 0
      }
      let rest = MatrixProductOperator(factors: Self.factors, bonds: bonds, tensors: without)
        .contracted()
      let error = zip(whole, rest).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      let part = chain.squaredParts[bond - 1][index]
      #expect(abs(part - error) < 1e-4 * error)
    }
  }
}
