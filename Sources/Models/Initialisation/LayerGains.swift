internal import Tensors

/// The gain of a layer's matrix: its Frobenius norm, as the model multiplies by it, over that of
/// the donor's matrix before any truncation.
package struct LayerGain: Sendable, Hashable {
  package let matrix: MatrixKind
  /// Index of the layer, from 0.
  package let layer: Int
  package let value: Double
}

extension ParameterBank {
  /// Computes the gain of every matrix of every layer; those of a donor's zero matrices are left
  /// out.
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
