import MatrixProduct
import TestSupport
import Testing

@Suite("chains that are cut further")
struct SlicingTests {
  @Test("have the slices of the exact chain, as a decomposition to such bonds", arguments: 1...7)
  func slices(cap: Int) {
    let factors = FactorShape(rows: [2, 3, 2], columns: [3, 2, 2])
    var numbers = SeededNumbers(seed: 5)
    let matrix = numbers.floats(144)
    let whole = decompose(matrix, factors: factors, bonds: factors.fullBonds, gauge: .symmetric)
    let cut = decompose(
      matrix, factors: factors, bonds: factors.bonds(cap: cap), truncation: .slices,
      gauge: .symmetric)
    let sliced = whole.chain.sliced(toBond: cap)
    #expect(sliced.bonds == cut.chain.bonds)
    #expect(sliced.tensors == cut.chain.tensors)
  }

  @Test("lose in the left gauge no more than the bound of what each bond drops")
  func left() {
    let factors = FactorShape(rows: [2, 3, 2], columns: [3, 2, 2])
    var numbers = SeededNumbers(seed: 6)
    let matrix = numbers.floats(144)
    let whole = decompose(matrix, factors: factors, bonds: factors.fullBonds, gauge: .left)
    for cap in 1...5 {
      let sliced = whole.chain.sliced(toBond: cap).contracted()
      let error = frobeniusDistance(sliced, matrix)
      let bound = Decomposition.relativeErrorBound(
        spectra: whole.spectra, bonds: factors.bonds(cap: cap))
      #expect(error <= bound * 1.001 + 1e-6)
    }
  }
}
