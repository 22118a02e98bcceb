import Models
import Options
import Spec
import Tensors
import TestSupport
import Testing

private func polynomial(_ degree: Int) -> DepthPolynomialSharing {
  var strategy = DepthPolynomialSharing()
  strategy.degree = degree
  return strategy
}

@Suite("layers as polynomials of depth")
struct DepthPolynomialTests {
  /// Legendre's polynomials at all depths, [layers, terms].
  private func values(layers: Int, terms: Int) -> [Double] {
    (0..<layers).flatMap {
      DepthPolynomialSharing.legendre(terms: terms, layer: $0, layers: layers)
    }
  }

  /// The reference's layers in another order.
  private func permuted(_ matrices: [Float]) throws -> [Float] {
    let size = FittedLayers.rows * FittedLayers.columns
    return try StrategyFixture.numbers("depth-polynomial", "permutation").flatMap {
      Array(matrices[Int($0) * size..<(Int($0) + 1) * size])
    }
  }

  @Test("Legendre's polynomials are the reference's, and well apart at few layers")
  func legendre() throws {
    let wanted = try StrategyFixture("depth-polynomial").values("legendre.3").map { Double($0) }
    #expect(relativeDistance(values(layers: 6, terms: 3).map { Float($0) }, wanted) < 1e-5)
    func condition(layers: Int, terms: Int) -> Double {
      let found = singularValues(
        of: values(layers: layers, terms: terms), rows: layers, columns: terms
      ).values
      return found[0] / found[terms - 1]
    }
    let conditions = try StrategyFixture.numbers("depth-polynomial", "condition_number")
    for (index, wanted) in conditions.enumerated() {
      #expect(abs(condition(layers: 6, terms: index + 1) - wanted) < 1e-5 * wanted)
    }
    for layers in [12, 24] {
      let wanted = try StrategyFixture.number(
        "depth-polynomial", "condition_number_at_full_degree", "\(layers)")
      #expect(abs(condition(layers: layers, terms: layers) - wanted) < 1e-5 * wanted)
    }
  }

  @Test("fitted to layers in order and in another order err as the reference", arguments: 0...5)
  func errors(degree: Int) throws {
    let ordered = try StrategyFixture("depth-polynomial").values("matrices")
    let shuffled = try permuted(ordered)
    let errors = try [(ordered, "error_in_order"), (shuffled, "error_of_permuted")].map {
      (matrices, name) -> Double in
      let found = relativeError(FittedLayers(polynomial(degree), to: matrices).rebuilt, matrices)
      let wanted = try StrategyFixture.numbers("depth-polynomial", name)[degree]
      #expect(abs(found - wanted) < (degree == 5 ? 1e-5 : 1e-5 * wanted), "\(name)")
      return found
    }
    // With one term the order doesn't matter; with as many as layers nothing is lost.
    if (1...4).contains(degree) { #expect(errors[1] > errors[0]) }
    var atoms = AtomSharing()
    atoms.count = degree + 1
    let least = relativeError(FittedLayers(atoms, to: ordered).rebuilt, ordered)
    #expect(errors[0] >= least - 1e-6)
  }

  @Test("terms and rebuilt matrices are the reference's")
  func terms() throws {
    let fixture = try StrategyFixture("depth-polynomial")
    let matrices = try fixture.values("matrices")
    let model = FittedLayers(polynomial(2), to: matrices)
    let terms = try (0..<3).flatMap { degree -> [Float] in
      try #require(model.fitted["encoder.shared.intermediate.polynomial.\(degree)"])
    }
    let wanted = try fixture.values("coefficients.3").map { Double($0) }
    #expect(relativeDistance(terms, wanted) < 1e-5)
    let rebuilt = try fixture.values("rebuilt.3").map { Double($0) }
    #expect(relativeDistance(model.rebuilt, rebuilt) < 1e-5)
    let permuted = FittedLayers(polynomial(2), to: try permuted(matrices)).rebuilt
    let reference = try fixture.values("permuted.rebuilt.3").map { Double($0) }
    #expect(relativeDistance(permuted, reference) < 1e-5)
  }

  @Test("equal layers and zeros are fitted exactly, whatever the degree", arguments: [0, 2, 5, 11])
  func degenerate(degree: Int) {
    var numbers = SeededNumbers(seed: 3)
    let matrix = numbers.floats(FittedLayers.rows * FittedLayers.columns)
    for layers in [1, 2, 6] {
      let matrices = (0..<layers).flatMap { _ in matrix }
      let model = FittedLayers(polynomial(degree), to: matrices)
      #expect(relativeError(model.rebuilt, matrices) < 1e-5)
      let zeros = FittedLayers(polynomial(degree), to: matrices.map { _ in 0 })
      #expect(zeros.rebuilt.allSatisfy { $0 == 0 })
    }
  }

  @Test("twelve layers are kept by twelve terms")
  func deepest() {
    var numbers = SeededNumbers(seed: 4)
    let matrices = numbers.floats(12 * FittedLayers.rows * FittedLayers.columns)
    #expect(relativeError(FittedLayers(polynomial(11), to: matrices).rebuilt, matrices) < 1e-5)
  }

  @Test("fresh terms have the reference's deviations")
  func fresh() throws {
    let description = FittedLayers.description(polynomial(5), layers: 6)
    let layout = ParameterLayout(description)
    let wanted = try StrategyFixture.numbers(
      "depth-polynomial", "initial_standard_deviation_times_sqrt_fan_in")
    for (degree, deviation) in wanted.enumerated() {
      for (matrix, inputs) in [("query", 8.0), ("intermediate", 8.0), ("output", 12.0)] {
        let term = try #require(layout["encoder.shared.\(matrix).polynomial.\(degree)"])
        #expect(term.start == .deviation(deviation / inputs.squareRoot()))
        #expect(term.part == .matrices && term.decays)
      }
    }
  }

  @Test(
    "count K d h numbers for a matrix of d h entries, K being the degree + 1 or all layers",
    arguments: [(1, 3, 8, 16), (6, 2, 8, 12), (12, 4, 16, 64), (3, 7, 12, 12), (24, 11, 32, 128)])
  func counts(layers: Int, degree: Int, hidden: Int, inner: Int) {
    func size(_ sharing: any SharingStrategy) -> Int {
      let encoder = EncoderShape(
        layers: layers, hidden: hidden, heads: 2, intermediate: inner, embedding: 4,
        vocabulary: 11, positions: 6)
      return ParameterLayout(ModelDescription(encoder: encoder, sharing: sharing)).count
    }
    let entries = 4 * hidden * hidden + 2 * hidden * inner
    let terms = min(degree + 1, layers)
    #expect(size(polynomial(degree)) == size(NoSharing()) - (layers - terms) * entries)
  }
}
