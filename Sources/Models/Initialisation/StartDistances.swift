internal import Tensors

/// How far a layer's matrix, as the model multiplies by it, is at the start from the donor's matrix
/// before any truncation.
package struct StartDistance: Sendable, Hashable {
  package let matrix: MatrixKind
  /// Index of the layer, from 0.
  package let layer: Int
  /// The Frobenius norms of the matrix, of the donor's, and of their difference.
  let norm, donorNorm, difference: Double

  /// ‖W‖ / ‖W_donor‖; nil where the donor's matrix is zero.
  package var gain: Double? { donorNorm == 0 ? nil : norm / donorNorm }

  /// ‖W - W_donor‖ / ‖W_donor‖; nil where the donor's matrix is zero.
  package var error: Double? { donorNorm == 0 ? nil : difference / donorNorm }
}

extension [StartDistance] {
  /// The relative error of all matrices together, √(Σ ‖W - W_donor‖² / Σ ‖W_donor‖²); nil where
  /// all of the donor's are zero or there are none.
  package var error: Double? {
    let donor = reduce(0) { $0 + $1.donorNorm * $1.donorNorm }
    let difference = reduce(0) { $0 + $1.difference * $1.difference }
    return donor == 0 ? nil : (difference / donor).squareRoot()
  }
}

extension ParameterBank {
  /// Computes the distance of every matrix of every layer from that of the donor's layer to which
  /// the layer corresponds.
  package func startDistances(
    _ description: ModelDescription, from matrices: DonorMatrices, deeper: DeeperLayers? = nil
  ) -> [StartDistance] {
    let sources = DonorSources(
      description, donor: matrices.donor.description, repeats: deeper != nil)
    return MatrixKind.allCases.flatMap { matrix in
      // Neighbouring layers may take one of the donor's.
      var last: (source: Int, donor: [Float])?
      return (0..<description.encoder.layers).map { layer -> StartDistance in
        let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
        let weights = EncoderWeights(description, bank: self, tape: tape, learning: false)
        let own = weights.weight(matrix, layer: layer).numbers
        let source = sources.source(ofLayer: layer)
        let known = last.flatMap { $0.source == source ? $0.donor : nil }
        let donor = known ?? matrices.whole(matrix, layer: source)
        last = (source, donor)
        return StartDistance(
          matrix: matrix, layer: layer, norm: frobenius(own), donorNorm: frobenius(donor),
          difference: frobenius(zip(own, donor).map { $0 - $1 }))
      }
    }
  }
}
