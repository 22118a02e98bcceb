import Models
import Options
import Spec
import Tensors
import TestSupport
import Testing

private func atoms(_ count: Int, hasRowScales: Bool = false) -> AtomSharing {
  var strategy = AtomSharing()
  (strategy.count, strategy.hasRowScales) = (count, hasRowScales)
  return strategy
}

/// Name of a part of the fitted matrix that a layer owns.
private func ownName(_ part: String, layer: Int) -> String {
  "encoder.layer.\(layer).\(FittedLayers.matrix.rawValue).\(part)"
}

private let shared = "encoder.shared.\(FittedLayers.matrix.rawValue).atoms"

@Suite("layers that combine shared atoms")
struct AtomTests {
  /// A fixed matrix, repeated for each of six layers.
  private func tied(times factor: Float = 1) -> [Float] {
    var numbers = SeededNumbers(seed: 3)
    let matrix = numbers.floats(FittedLayers.rows * FittedLayers.columns, scale: factor)
    return (0..<6).flatMap { _ in matrix }
  }

  @Test("the inner products of a donor's layers and their eigenvalues are the reference's")
  func innerProducts() throws {
    let fixture = try StrategyFixture("atoms")
    let matrices = try fixture.values("matrices")
    let size = 12 * 8
    #expect(try fixture.shape("matrices") == [6, 12, 8])
    let stack = DonorStack(
      matrix: .intermediate, rows: 12, columns: 8,
      layers: (0..<6).map { Array(matrices[$0 * size..<($0 + 1) * size]) })
    let products = stack.innerProducts()
    let wanted = try fixture.values("gram").map { Double($0) }
    #expect(relativeDistance(products.map { Float($0) }, wanted) < 1e-5)
    let found = singularValues(of: products, rows: 6, columns: 6).values
    for (value, wanted) in zip(found, try StrategyFixture.numbers("atoms", "eigenvalues")) {
      #expect(abs(value - wanted) < 1e-5 * wanted)
    }
  }

  @Test(
    "fitted to a donor lose the eigenvalues beyond their number, as in the reference",
    arguments: 1...6)
  func fit(count: Int) throws {
    let fixture = try StrategyFixture("atoms")
    let matrices = try fixture.values("matrices")
    let rebuilt = FittedLayers(atoms(count), to: matrices).rebuilt
    let dropped = try StrategyFixture.numbers("atoms", "eigenvalues").dropFirst(count)
      .reduce(0, +)
    let wanted = try StrategyFixture.numbers("atoms", "relative_error")[count - 1]
    if count == 6 {
      #expect(relativeError(rebuilt, matrices) < 1e-5)
    } else {
      #expect(abs(squaredDistance(rebuilt, matrices) - dropped) < 1e-5 * dropped)
      #expect(abs(relativeError(rebuilt, matrices) - wanted) < 1e-5 * wanted)
    }
    if count == 2 || count == 3 {
      let reference = try fixture.values("rebuilt.\(count)").map { Double($0) }
      #expect(relativeDistance(rebuilt, reference) < 1e-5)
    }
  }

  @Test(
    "fitted coefficients have a mean square of 1 over layers, and atoms the eigenvalue / layers")
  func scale() throws {
    let model = FittedLayers(atoms(3), to: try StrategyFixture("atoms").values("matrices"))
    let eigenvalues = try StrategyFixture.numbers("atoms", "eigenvalues")
    let size = FittedLayers.rows * FittedLayers.columns
    let all = try #require(model.fitted[shared])
    for atom in 0..<3 {
      let coefficients = try (0..<6).map { layer -> Float in
        let values = try #require(model.fitted[ownName("coefficients", layer: layer)])
        return values[atom]
      }
      let square = coefficients.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(square - 6) < 1e-4 && coefficients.reduce(0, +) >= 0)
      let numbers = Array(all[atom * size..<(atom + 1) * size])
      let norm = squaredDistance(numbers, [Float](repeating: 0, count: size))
      #expect(abs(norm - eigenvalues[atom] / 6) < 1e-4 * norm)
    }
  }

  @Test("rows are scaled as in the reference, with as many numbers")
  func rowScales() throws {
    let fixture = try StrategyFixture("atoms")
    let description = FittedLayers.description(atoms(2, hasRowScales: true), layers: 6)
    let bank = ParameterBank(ParameterLayout(description))
    let (alpha, beta) = try (fixture.values("bank.alpha"), fixture.values("bank.beta"))
    bank[shared] = try fixture.values("bank.matrices")
    for layer in 0..<6 {
      bank[ownName("coefficients", layer: layer)] = Array(alpha[layer * 2..<(layer + 1) * 2])
      bank[ownName("row_scales", layer: layer)] = Array(beta[layer * 24..<(layer + 1) * 24])
    }
    let rebuilt = (0..<6).flatMap {
      FittedLayers.weight(description, bank, FittedLayers.matrix, layer: $0)
    }
    let wanted = try fixture.values("bank.rebuilt").map { Double($0) }
    #expect(relativeDistance(rebuilt, wanted) < 1e-5)
    let parts = bank.layout.parameters.filter {
      $0.owner?.site == .matrix(FittedLayers.matrix) && $0.owner?.part != .bias
    }
    let count = parts.reduce(0) { $0 + $1.count }
    #expect(try Double(count) == StrategyFixture.number("atoms", "bank", "parameters"))
  }

  @Test("row scales start at 1, so that a fit is the same with them")
  func fitWithRowScales() throws {
    let matrices = try StrategyFixture("atoms").values("matrices")
    let plain = FittedLayers(atoms(3), to: matrices).rebuilt.map { Double($0) }
    let scaled = FittedLayers(atoms(3, hasRowScales: true), to: matrices).rebuilt
    #expect(relativeDistance(scaled, plain) < 1e-6)
  }

  @Test(
    "with a coefficient of 1 for one atom and 0 for others, layers are tied blocks to the bit",
    arguments: [1, 2, 3])
  func oneHot(unique: Int) {
    let tied: any SharingStrategy =
      unique == 1 ? FullSharing() : BlockSharing(unique: unique, order: .cycle)
    let blocks = FittedLayers.description(tied, layers: 5)
    let combined = FittedLayers.description(atoms(unique), layers: 5)
    let blockBank = ParameterBank(ParameterLayout(blocks))
    blockBank.startFresh(seed: 2, blocks.encoder)
    let bank = ParameterBank(ParameterLayout(combined))
    for matrix in MatrixKind.allCases {
      bank["encoder.shared.\(matrix.rawValue).atoms"] = (0..<unique).flatMap {
        FittedLayers.weight(blocks, blockBank, matrix, layer: $0)
      }
      for layer in 0..<5 {
        let coefficients = (0..<unique).map { Float($0 == layer % unique ? 1 : 0) }
        bank["encoder.layer.\(layer).\(matrix.rawValue).coefficients"] = coefficients
        #expect(
          FittedLayers.weight(combined, bank, matrix, layer: layer)
            == FittedLayers.weight(blocks, blockBank, matrix, layer: layer))
      }
    }
  }

  @Test("fitted to equal layers, the first atom is their matrix; others are fresh and unused")
  func tiedDonor() throws {
    let model = FittedLayers(atoms(3), to: tied())
    #expect(relativeError(model.rebuilt, tied()) < 1e-6)
    let size = FittedLayers.rows * FittedLayers.columns
    let all = try #require(model.fitted[shared])
    let matrix = tied()[..<size].map { Double($0) }
    #expect(relativeDistance(Array(all[..<size]), matrix) < 1e-6)
    #expect(all[size...].allSatisfy { $0.isFinite } && all[size...].contains { $0 != 0 })
    for layer in 0..<6 {
      let own = try #require(model.fitted[ownName("coefficients", layer: layer)])
      #expect(abs(own[0] - 1) < 1e-6 && own[1] == 0 && own[2] == 0)
    }
  }

  @Test("zeros, and more atoms than layers, are fitted exactly", arguments: [1, 3, 6, 9])
  func degenerate(count: Int) throws {
    let zeros = FittedLayers(atoms(count), to: tied(times: 0))
    #expect(zeros.rebuilt.allSatisfy { $0 == 0 })
    #expect(zeros.fitted.values.allSatisfy { $0.allSatisfy { $0.isFinite } })
    let matrices = try StrategyFixture("atoms").values("matrices")
    let model = FittedLayers(atoms(count), to: matrices)
    #expect(model.fitted.values.allSatisfy { $0.allSatisfy { $0.isFinite } })
    if count >= 6 { #expect(relativeError(model.rebuilt, matrices) < 1e-5) }
  }

  @Test("of a fresh model make layers that differ, about as large as usual")
  func fresh() {
    let description = FittedLayers.description(atoms(8), layers: 6)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 1, description.encoder)
    let layers = (0..<6).map { FittedLayers.weight(description, bank, .output, layer: $0) }
    #expect(Set(layers).count == 6)
    let squares = layers.joined().reduce(0.0) { $0 + Double($1) * Double($1) }
    let deviation = (squares / Double(6 * 12 * 8)).squareRoot()
    #expect((0.01..<0.025).contains(deviation), "\(deviation)")
  }

  @Test(
    "count S (d h + L) numbers for a matrix of d h entries, row scales S L h more",
    arguments: [(1, 1, 8, 16), (6, 2, 8, 12), (12, 4, 16, 64), (3, 7, 12, 12), (24, 5, 32, 128)])
  func counts(layers: Int, count: Int, hidden: Int, inner: Int) {
    func size(_ sharing: any SharingStrategy) -> Int {
      let encoder = EncoderShape(
        layers: layers, hidden: hidden, heads: 2, intermediate: inner, embedding: 4,
        vocabulary: 11, positions: 6)
      return ParameterLayout(ModelDescription(encoder: encoder, sharing: sharing)).count
    }
    let entries = 4 * hidden * hidden + 2 * hidden * inner
    let outside = size(NoSharing()) - layers * entries
    let plain = count * (entries + 6 * layers)
    #expect(size(atoms(count)) == outside + plain)
    let rows = 5 * hidden + inner
    #expect(size(atoms(count, hasRowScales: true)) == outside + plain + count * layers * rows)
  }
}
