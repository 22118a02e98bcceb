internal import Tensors

/// Layers of a model whose place those of another one, which doesn't learn, take in a forward pass.
struct LayerReplacement {
  /// The layers that are replaced, counted from 0.
  let layers: Set<Int>
  /// The parameters of the other model.
  let weights: EncoderWeights

  /// Returns the layers of the other model that stand for layer l of L: ⌊l·T/L⌋ ..< ⌊(l+1)·T/L⌋ of
  /// its T layers.
  func layers(inPlaceOf layer: Int, of count: Int) -> Range<Int> {
    let all = weights.description.encoder.layers
    return layer * all / count..<(layer + 1) * all / count
  }
}

extension Encoder {
  /// Returns an encoder that computes some layers as another model does, on its own tape; there the
  /// other model's parameters are constants, and there is no dropout.
  ///
  /// - Parameters:
  ///   - layers: The layers that are replaced, counted from 0.
  ///   - other: The other model, with hidden states as wide and no fewer layers.
  package func replacing(_ layers: Set<Int>, by other: Encoder) -> Encoder {
    var encoder = self
    encoder.replacement = LayerReplacement(layers: layers, weights: other.weights)
    return encoder
  }

  /// Computes what the other model's layers make of the states that enter a layer which is
  /// replaced.
  func replaced(
    _ layer: Int, by replacement: LayerReplacement, _ input: Variable, _ sequences: Sequences,
    reading rows: ReadRows?
  ) -> Variable {
    let layers = replacement.layers(inPlaceOf: layer, of: description.encoder.layers)
    return layers.reduce(input) { state, layer in
      let stop = LayerRoute.Stop(index: layer, layer: layer, injects: false)
      let read = layer == layers.upperBound - 1 ? rows : nil
      let run = { (tape: Tape, state: Variable) in
        Encoder(replacement.weights, tape: tape)
          .apply(stop, to: state, entry: nil, sequences, reading: read)
      }
      return recomputes ? tape.recomputed(state, run) : run(tape, state)
    }
  }
}
