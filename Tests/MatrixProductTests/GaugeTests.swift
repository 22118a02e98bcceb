import MatrixProduct
import TestSupport
import Testing

@Suite struct GaugeTests {
  static let factors = FactorShape(rows: [2, 3, 2], columns: [3, 2, 2])

  static func matrix(seed: UInt64) -> [Float] {
    var numbers = SeededNumbers(seed: seed)
    return numbers.floats(144)
  }

  @Test(arguments: [nil, 3] as [Int?])
  func bothGaugesGiveOneMatrix(cap: Int?) {
    let matrix = Self.matrix(seed: 1)
    let chains = Gauge.allCases.map {
      decompose(matrix, factors: Self.factors, cap: cap, gauge: $0).chain.contracted()
    }
    #expect(frobeniusDistance(chains[0], chains[1]) < 1e-5)
  }

  @Test(arguments: [nil, 3] as [Int?])
  func leftTensorsAreIsometries(cap: Int?) {
    let found = decompose(Self.matrix(seed: 2), factors: Self.factors, cap: cap, gauge: .left)
    for k in 0..<2 {
      let width = found.chain.bonds[k + 1]
      let gram = gramOfColumns(found.chain.tensors[k].map { Double($0) }, width: width)
      expectDiagonal(gram, [Double](repeating: 1, count: width))
    }
  }

  /// The parts left and right of a bond both have the bond's Schmidt values as their Gram matrix.
  @Test(arguments: [3, 4] as [UInt64])
  func symmetricBondsAreSplitByTheRoots(seed: UInt64) {
    let found = decompose(
      Self.matrix(seed: seed), factors: Self.factors, cap: nil, gauge: .symmetric)
    let tensors = found.chain.tensors.map { $0.map { Double($0) } }
    let bonds = found.chain.bonds
    expectDiagonal(gramOfColumns(tensors[0], width: bonds[1]), found.spectra[0])
    let left = joined(tensors[0], tensors[1], over: bonds[1])
    expectDiagonal(gramOfColumns(left, width: bonds[2]), found.spectra[1])
    expectDiagonal(
      gramOfColumns(transposed(tensors[2], rows: bonds[2]), width: bonds[2]), found.spectra[1])
    let right = joined(tensors[1], tensors[2], over: bonds[2])
    expectDiagonal(
      gramOfColumns(transposed(right, rows: bonds[1]), width: bonds[1]), found.spectra[0])
  }

  private func joined(_ a: [Double], _ b: [Double], over bond: Int) -> [Double] {
    let (rows, columns) = (a.count / bond, b.count / bond)
    return (0..<rows * columns).map { index in
      (0..<bond).reduce(0) { sum, i in
        sum + a[index / columns * bond + i] * b[i * columns + index % columns]
      }
    }
  }

  private func transposed(_ a: [Double], rows: Int) -> [Double] {
    let columns = a.count / rows
    return (0..<a.count).map { a[$0 % rows * columns + $0 / rows] }
  }

  private func gramOfColumns(_ a: [Double], width: Int) -> [Double] {
    joined(transposed(a, rows: a.count / width), a, over: a.count / width)
  }

  private func expectDiagonal(
    _ gram: [Double], _ wanted: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let width = wanted.count
    let worst = gram.indices.map { index in
      abs(gram[index] - (index / width == index % width ? wanted[index / width] : 0))
    }.max()
    #expect(worst ?? 1 < 1e-5 * (wanted.max() ?? 1), sourceLocation: sourceLocation)
  }
}
