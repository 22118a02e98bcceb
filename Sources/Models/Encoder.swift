package import Tensors

/// The forward pass of a post-LN transformer encoder, the same for every way of sharing.
///
/// BERT (arXiv 1810.04805), or ALBERT (arXiv 1909.11942) where the embeddings are factorised.
package struct Encoder {
  /// The dropout rates of training, and the stream of random draws that they use.
  package struct Regularisation {
    package var hidden: Float
    package var attention: Float
    package var seed: UInt64
    package var step: UInt64

    package init(hidden: Float, attention: Float, seed: UInt64, step: UInt64) {
      self.hidden = hidden
      self.attention = attention
      self.seed = seed
      self.step = step
    }
  }

  let weights: EncoderWeights
  let tape: Tape
  private let regularisation: Regularisation?
  private let recomputes: Bool

  /// Prepares a forward pass on a tape.
  ///
  /// - Parameters:
  ///   - regularisation: nil to evaluate.
  ///   - recomputing: Whether the backward pass recomputes a layer's intermediate results rather
  ///     than keeping them.
  package init(
    _ weights: EncoderWeights, tape: Tape, regularisation: Regularisation? = nil,
    recomputing: Bool = false
  ) {
    self.weights = weights
    self.tape = tape
    self.regularisation = regularisation
    recomputes = recomputing
  }

  package var description: ModelDescription { weights.description }

  /// Returns a parameter by its checkpoint name, such as one that stands beside the encoder.
  ///
  /// - Precondition: the bank's layout has it.
  package func parameter(_ name: String) -> Variable { weights.parameter(name) }

  private var shape: EncoderShape { weights.description.encoder }

  /// Computes the hidden states before the first layer and after each: layers + 1 of
  /// [tokens, hidden].
  package func hiddenStates(_ tokens: PackedTokens) -> [Variable] {
    var states = [embed(tokens)]
    for layer in 0..<shape.layers {
      states.append(apply(layer: layer, to: states[layer], tokens.sequences, reading: nil))
    }
    return states
  }

  /// Computes the last hidden states of some tokens, [rows, hidden].
  ///
  /// The last layer computes only keys and values of the other tokens.
  package func lastStates(_ tokens: PackedTokens, reading rows: ReadRows) -> Variable {
    states(tokens, reading: rows, keeping: []).read
  }

  /// Hidden states of a batch.
  package struct States {
    /// States of every token, [tokens, hidden], by the number of layers below them.
    package let kept: [Int: Variable]
    /// Last states of the tokens that are read, [rows, hidden].
    package let read: Variable
  }

  /// Computes the last hidden states of some tokens, and those of all tokens after some layers.
  ///
  /// - Parameter wanted: The layers whose states of all tokens are kept, from 0 for those before
  ///   the first layer to the number of layers; without the last one, the last layer is computed
  ///   for the tokens that are read alone.
  package func states(
    _ tokens: PackedTokens, reading rows: ReadRows, keeping wanted: Set<Int>
  ) -> States {
    var (state, kept) = (embed(tokens), [Int: Variable]())
    let readsAll = wanted.contains(shape.layers)
    for layer in 0..<shape.layers {
      if wanted.contains(layer) { kept[layer] = state }
      let readsSome = layer == shape.layers - 1 && !readsAll
      state = step(layer: layer, state, tokens.sequences, reading: readsSome ? rows : nil)
    }
    guard readsAll else { return States(kept: kept, read: state) }
    kept[shape.layers] = state
    return States(kept: kept, read: tape.embedding(table: state, rows: rows.rows))
  }

  /// Computes a layer's queries and keys of every token, from the hidden states before it.
  package func attentionScores(layer: Int, _ states: Variable) -> AttentionScores {
    let input = narrowed(.attention, layer, states)
    return AttentionScores(
      query: linear(.query, layer, input), key: linear(.key, layer, input), heads: shape.heads)
  }

  private func step(
    layer: Int, _ input: Variable, _ sequences: Sequences, reading rows: ReadRows?
  ) -> Variable {
    guard recomputes else { return apply(layer: layer, to: input, sequences, reading: rows) }
    return tape.recomputed(input) { tape, input in
      Encoder(weights.rebuilt(on: tape), tape: tape, regularisation: regularisation)
        .apply(layer: layer, to: input, sequences, reading: rows)
    }
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

  private func apply(
    layer: Int, to input: Variable, _ sequences: Sequences, reading rows: ReadRows?
  ) -> Variable {
    let site = UInt64(layer) * 4 + 4
    let input = narrowed(.attention, layer, input)
    let read = rows.map { tape.embedding(table: input, rows: $0.rows) } ?? input
    let mixed = tape.attention(
      query: linear(.query, layer, read), key: linear(.key, layer, input),
      value: linear(.value, layer, input), sequences: sequences, queries: rows?.sequences,
      heads: shape.heads, dropout: attentionDropout(site: site))
    let attended = normed(
      linear(.attentionOutput, layer, mixed), adding: read, .attention, layer, site: site + 1)
    let fed = narrowed(.output, layer, attended)
    return normed(feedForward(layer, fed), adding: fed, .output, layer, site: site + 2)
  }

  private func feedForward(_ layer: Int, _ input: Variable) -> Variable {
    let form: GELUForm = shape.activation == .gelu ? .exact : .tanh
    guard let weights = weights.feedForward(layer: layer) else {
      return linear(.output, layer, tape.gelu(linear(.intermediate, layer, input), form))
    }
    return tape.feedForward(
      input, weight: weights.inner, bias: weights.innerBias, form: form,
      outputWeight: weights.output, outputBias: weights.outputBias)
  }

  /// Applies a layer's bottleneck adapter to a block's input; returns the input where there is
  /// none.
  private func narrowed(
    _ position: BottleneckPosition, _ layer: Int, _ input: Variable
  ) -> Variable {
    guard let adapter = weights.bottleneck(position, layer: layer) else { return input }
    let inner = tape.gelu(
      tape.linear(input, weight: adapter.down, bias: adapter.downBias), .exact)
    let branch = tape.linear(inner, weight: adapter.up, bias: adapter.upBias)
    guard let norm = adapter.norm else { return tape.add(branch, input) }
    return tape.layerNorm(
      branch, adding: input, scale: norm.scale, shift: norm.shift, epsilon: shape.normEpsilon,
      dropout: nil)
  }

  private func linear(_ matrix: MatrixKind, _ layer: Int, _ input: Variable) -> Variable {
    weights.apply(matrix, layer: layer, to: input, on: tape)
  }

  private func normed(
    _ branch: Variable, adding input: Variable, _ norm: NormKind, _ layer: Int, site: UInt64
  ) -> Variable {
    let (scale, shift) = weights.norm(norm, layer: layer)
    return tape.layerNorm(
      branch, adding: input, gain: Float(shape.residualGain), scale: scale, shift: shift,
      epsilon: shape.normEpsilon, dropout: hiddenDropout(site: site))
  }

  /// Makes the dropout of hidden states; a site numbers an operation of the model, so draws never
  /// depend on the order of operations.
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
