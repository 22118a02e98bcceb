internal import Tensors

/// The norm of a layer's matrix, as the model multiplies with it, over that of the donor's before
/// any truncation.
package struct LayerGain: Sendable, Hashable {
  package let matrix: MatrixKind
  /// From 0.
  package let layer: Int
  package let value: Double
}

extension ParameterBank {
  /// Every layer's gain, of every matrix; those of a donor's zero matrices are left out.
  package func gains(
    _ description: ModelDescription, from matrices: DonorMatrices, deeper: DeeperLayers? = nil
  ) -> [LayerGain] {
    let sources = DonorSources(
      description, donorLayers: matrices.donor.description.encoder.layers,
      repeats: deeper != nil)
    return MatrixKind.allCases.flatMap { matrix in
      // Many layers may take one of the donor's.
      var norms: [Int: Double] = [:]
      return (0..<description.encoder.layers).compactMap { layer -> LayerGain? in
        let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
        let weights = EncoderWeights(description, bank: self, tape: tape, learning: false)
        let source = sources.source(ofLayer: layer)
        let donor = norms[source] ?? frobenius(matrices.whole(matrix, layer: source))
        norms[source] = donor
        let own = frobenius(weights.weight(matrix, layer: layer).numbers)
        return donor == 0 ? nil : LayerGain(matrix: matrix, layer: layer, value: own / donor)
      }
    }
  }
}
