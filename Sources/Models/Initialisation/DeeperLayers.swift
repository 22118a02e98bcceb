internal import Glibc
internal import MatrixProduct
package import Options
internal import Statistics
internal import Tensors

/// The start of layers beyond a donor's depth, which keeps training of a much deeper model stable.
///
/// MPOBERT (arXiv 2303.16753), Algorithm 2. Its printed lines scale copies of the donor's auxiliary
/// tensors; its section 3.3.2 draws them afresh. The coefficient is printed for each tensor,
/// (2L)^(-1/4), which with four auxiliary tensors gives the matrix 1/(2L); the theory of its
/// appendix A.2 wants (2L)^(-1/2) on the matrix.
package struct DeeperLayers: OptionSet, Hashable {
  /// The auxiliary tensors of the deeper layers before they are scaled.
  package enum Tensors: String, Sendable, CaseIterable { case copies, random }
  /// The object that the coefficient scales.
  package enum Target: String, Sendable, CaseIterable { case tensor, matrix }

  package var tensors = Tensors.copies
  package var target = Target.tensor
  /// The first layer that is scaled, from 0; nil for the donor's depth.
  package var from: Int?

  package static let options: [OptionProperty<DeeperLayers>] = [
    .option(
      "tensors", \.tensors, .choice,
      "auxiliary tensors of deeper layers: copies of the donor's, or Xavier's random ones"),
    .option(
      "target", \.target, .choice,
      "what is scaled: each tensor by (2L)^(-1/4) as printed, or the matrix by (2L)^(-1/2) as "
        + "derived"),
    .optional(
      "from", \.from, .integer(0...1023),
      "first layer that is scaled, counted from 0; the donor's depth"),
  ]

  package init() {}
}

extension ParameterBank {
  /// Scales, or draws and scales, the auxiliary tensors that layers beyond the donor's depth own.
  func startDeeper(
    _ description: ModelDescription, from matrices: DonorMatrices, _ deeper: DeeperLayers,
    _ sources: DonorSources, seed: UInt64
  ) {
    let layers = description.encoder.layers
    let first = deeper.from ?? matrices.donor.description.encoder.layers
    let slots = SlotTable(description)
    for layer in min(first, layers)..<layers {
      for matrix in MatrixKind.allCases {
        let donor = matrices.whole(matrix, layer: sources.source(ofLayer: layer))
        for expert in slots.experts(of: matrix, layer: layer) {
          let tensors = slots.localTensors(of: matrix, layer: layer, expert: expert)
          let own = tensors.filter {
            $0.part.category == .auxiliary && slots.owner(of: $0) == $0
          }.map(slots.name(of:))
          if deeper.tensors == .random { for name in own { drawXavier(name, seed: seed) } }
          let factor = coefficient(
            of: matrix, in: description, tensors: tensors.map(slots.name(of:)),
            scaled: own.count, deeper, donor: donor)
          for name in own { self[name] = self[name]?.map { $0 * Float(factor) } }
        }
      }
    }
  }

  /// Computes the factor of each of the `count` tensors of a matrix that are scaled.
  private func coefficient(
    of matrix: MatrixKind, in description: ModelDescription, tensors names: [String],
    scaled count: Int, _ deeper: DeeperLayers, donor: [Float]
  ) -> Double {
    let doubleDepth = 2 * Double(description.encoder.layers)
    guard deeper.target == .matrix, count > 0 else { return pow(doubleDepth, -0.25) }
    let gain = pow(doubleDepth, -0.5)
    guard deeper.tensors == .random,
      let factorisation = description.factorisation(of: matrix)
    else { return pow(gain, 1 / Double(count)) }
    let drawn = MatrixProductOperator(
      factors: factorisation.factors, bonds: factorisation.bonds,
      tensors: names.map { self[$0] ?? [] }
    ).contracted()
    let norms = (frobenius(donor), frobenius(drawn))
    return norms.1 == 0 ? 1 : pow(gain * norms.0 / norms.1, 1 / Double(count))
  }

  /// Fills a local tensor with truncated normal draws of Xavier's standard deviation
  /// √(2 / (inputs + outputs)) (Glorot and Bengio 2010); it counts as a matrix of its left bond and
  /// row factor by its column factor and right bond.
  private func drawXavier(_ name: String, seed: UInt64) {
    guard let parameter = layout[name], parameter.shape.count == 4 else { return }
    let shape = parameter.shape
    let fans = Double(shape[0] * shape[1] + shape[2] * shape[3])
    var draws = SeededGenerator(seed: seed, stream: name)
    self[name] = draws.truncatedNormals(parameter.count, deviation: (2 / fans).squareRoot())
  }
}

/// Computes the Frobenius norm.
func frobenius(_ values: [Float]) -> Double {
  values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}
