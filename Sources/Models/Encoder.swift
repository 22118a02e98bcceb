package import Tensors

/// A post-LN transformer encoder, written once for every way of sharing.
///
/// BERT (arXiv 1810.04805), or ALBERT (arXiv 1909.11942) where the embeddings are factorised.
package struct Encoder {
  /// Rates of dropout while training, and the stream of draws that they use.
  package struct Regularisation {
    package var hidden: Float
    package var attention: Float
    package var seed: UInt64
    package var step: UInt64

    package init(hidden: Float, attention: Float, seed: UInt64, step: UInt64) {
      (self.hidden, self.attention, self.seed, self.step) = (hidden, attention, seed, step)
    }
  }

  let weights: EncoderWeights
  let tape: Tape
  private let regularisation: Regularisation?

  /// - Parameter regularisation: nil to evaluate.
  package init(_ weights: EncoderWeights, tape: Tape, regularisation: Regularisation? = nil) {
    (self.weights, self.tape, self.regularisation) = (weights, tape, regularisation)
  }

  private var shape: EncoderShape { weights.description.encoder }

  /// The hidden states before the first layer and after each: layers + 1 of [tokens, hidden].
  package func hiddenStates(_ tokens: PackedTokens) -> [Variable] {
    var states = [embed(tokens)]
    for layer in 0..<shape.layers {
      states.append(apply(layer: layer, to: states[layer], tokens.sequences))
    }
    return states
  }

  private func embed(_ tokens: PackedTokens) -> Variable {
    let names = weights.names
    let word = tape.embedding(
      table: weights.wordEmbeddings(), rows: tokens.ids)
    let segment = tape.embedding(
      table: weights.parameter(names.segmentEmbeddings), rows: tokens.segments)
    let position = tape.embedding(
      table: weights.parameter(names.positionEmbeddings), rows: tokens.positions)
    let normed = tape.layerNorm(
      tape.add(tape.add(word, segment), position), adding: nil,
      scale: weights.parameter("\(names.embeddingNorm).weight"),
      shift: weights.parameter("\(names.embeddingNorm).bias"),
      epsilon: shape.normEpsilon, dropout: nil)
    let dropped = tape.dropout(normed, hiddenDropout(site: 0))
    guard shape.hasFactorisedEmbedding else { return dropped }
    return tape.linear(
      dropped, weight: weights.parameter("\(names.embeddingProjection).weight"),
      bias: weights.parameter("\(names.embeddingProjection).bias"))
  }

  private func apply(layer: Int, to input: Variable, _ sequences: Sequences) -> Variable {
    let site = UInt64(layer) * 4 + 4
    let input = narrowed(.attention, layer, input)
    let mixed = tape.attention(
      query: linear(.query, layer, input), key: linear(.key, layer, input),
      value: linear(.value, layer, input), sequences: sequences, heads: shape.heads,
      dropout: attentionDropout(site: site))
    let attended = normed(
      linear(.attentionOutput, layer, mixed), adding: input, .attention, layer, site: site + 1)
    let fed = narrowed(.output, layer, attended)
    let inner = tape.gelu(
      linear(.intermediate, layer, fed), shape.activation == .gelu ? .exact : .tanh)
    return normed(
      linear(.output, layer, inner), adding: fed, .output, layer, site: site + 2)
  }

  /// What a layer's bottleneck adapter makes of a block's input; the input where there is none.
  private func narrowed(_ place: BottleneckPlace, _ layer: Int, _ input: Variable) -> Variable {
    guard let adapter = weights.bottleneck(place, layer: layer) else { return input }
    let inner = tape.gelu(
      tape.linear(input, weight: adapter.down, bias: adapter.downBias), .exact)
    let branch = tape.linear(inner, weight: adapter.up, bias: adapter.upBias)
    guard let norm = adapter.norm else { return tape.add(branch, input) }
    return tape.layerNorm(
      branch, adding: input, scale: norm.scale, shift: norm.shift, epsilon: shape.normEpsilon,
      dropout: nil)
  }

  private func linear(_ matrix: MatrixKind, _ layer: Int, _ input: Variable) -> Variable {
    weights.apply(matrix, layer: layer, to: input)
  }

  private func normed(
    _ branch: Variable, adding input: Variable, _ norm: NormKind, _ layer: Int, site: UInt64
  ) -> Variable {
    let (scale, shift) = weights.norm(norm, layer: layer)
    let gain = Float(shape.residualGain)
    return tape.layerNorm(
      branch, adding: gain == 1 ? input : tape.scale(input, by: gain), scale: scale, shift: shift,
      epsilon: shape.normEpsilon,
      dropout: hiddenDropout(site: site))
  }

  /// Dropout of hidden states; a site is a place in the model, so draws never depend on order.
  func hiddenDropout(site: UInt64) -> Dropout? {
    regularisation.flatMap { dropout($0.hidden, site: site) }
  }

  private func attentionDropout(site: UInt64) -> Dropout? {
    regularisation.flatMap { dropout($0.attention, site: site) }
  }

  private func dropout(_ rate: Float, site: UInt64) -> Dropout? {
    guard rate > 0, let regularisation else { return nil }
    return Dropout(
      rate: rate,
      site: RandomSite(seed: regularisation.seed, step: regularisation.step, site: site))
  }
}
