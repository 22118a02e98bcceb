package import Tensors

/// The forward pass of a post-LN transformer encoder, the same for every way of sharing.
///
/// BERT (arXiv 1810.04805), or ALBERT (arXiv 1909.11942) where the embeddings are factorised.
package struct Encoder {
  /// The dropout rates of training, and the stream of random draws that they and a random depth
  /// use.
  package struct Regularisation {
    package var hidden: Float
    package var attention: Float
    /// That of the pooled states before a classifier.
    package var classifier: Float
    package var seed: UInt64
    package var step: UInt64
    /// Number of the part of the step's batch, from 0; dropout draws differ between parts.
    package var microBatch = 0
    /// Whether a depth that is drawn is the greatest that can be, for planning.
    package var isDeepest = false

    /// Makes the rates of a step.
    ///
    /// - Parameter classifier: nil for the rate of hidden states.
    package init(
      hidden: Float, attention: Float, classifier: Float? = nil, seed: UInt64, step: UInt64
    ) {
      self.hidden = hidden
      self.attention = attention
      self.classifier = classifier ?? hidden
      self.seed = seed
      self.step = step
    }
  }

  /// Called with what enters a matrix of a layer, [rows, columns], before it is multiplied.
  package typealias InputObserver = (_ matrix: MatrixKind, _ layer: Int, _ input: Variable) -> Void

  let weights: EncoderWeights
  let tape: Tape
  private let regularisation: Regularisation?
  let recomputes: Bool
  private let observer: InputObserver?
  /// Counts the tokens of each expert; nil where nobody asks.
  let load: ExpertLoad?
  /// Layers that another model's take the place of; nil for none.
  var replacement: LayerReplacement?

  /// Prepares a forward pass on a tape.
  ///
  /// - Parameters:
  ///   - regularisation: nil to evaluate.
  ///   - recomputing: Whether the backward pass recomputes a layer's intermediate results rather
  ///     than keeping them; then nothing is observed.
  ///   - observer: Sees the input of every matrix. With one, the feed-forward network is computed
  ///     matrix by matrix rather than at once, so results may differ by rounding; nil is free.
  ///   - load: Gets the number of tokens that each expert is chosen for.
  package init(
    _ weights: EncoderWeights, tape: Tape, regularisation: Regularisation? = nil,
    recomputing: Bool = false, observer: InputObserver? = nil, load: ExpertLoad? = nil
  ) {
    self.weights = weights
    self.tape = tape
    self.regularisation = regularisation
    recomputes = recomputing
    (self.observer, self.load) = (observer, load)
  }

  package var description: ModelDescription { weights.description }

  /// Returns a parameter by its checkpoint name, such as one that stands beside the encoder.
  ///
  /// - Precondition: the bank's layout has it.
  package func parameter(_ name: String) -> Variable { weights.parameter(name) }

  private var shape: EncoderShape { weights.description.encoder }

  /// The layers that states go through: all in their order, but for a training step whose depth is
  /// drawn.
  private var route: LayerRoute {
    guard let loop = weights.description.sharing.loop else {
      return LayerRoute(layers: shape.layers)
    }
    return loop.route(layers: shape.layers, rounds: rounds(of: loop))
  }

  private func rounds(of loop: LayerLoop) -> Int {
    guard let regularisation else { return loop.rounds(layers: shape.layers) }
    return regularisation.isDeepest
      ? loop.mostRounds(layers: shape.layers)
      : loop.drawnRounds(
        layers: shape.layers, seed: regularisation.seed, step: regularisation.step)
  }

  /// Computes the hidden states before the first layer and after each, [tokens, hidden]: one more
  /// than there are layers, or than a training step of random depth goes through.
  package func hiddenStates(_ tokens: PackedTokens) -> [Variable] {
    var (states, entry) = ([embed(tokens)], Variable?.none)
    for stop in route.stops {
      let state = states[stop.index]
      if stop.injects { entry = entry ?? state }
      states.append(step(stop, state, entry: entry, tokens.sequences, reading: nil))
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
    /// States of every token that entered the core, where these are fed in again.
    fileprivate let entry: Variable?
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
    let (route, readsAll) = (self.route, wanted.contains(shape.layers))
    let stops = route.stops
    var entry: Variable?
    for stop in stops {
      for layer in wanted where route.index(ofLayer: layer) == stop.index { kept[layer] = state }
      if stop.injects { entry = entry ?? state }
      let readsSome = stop.index == stops.count - 1 && !readsAll
      state = step(stop, state, entry: entry, tokens.sequences, reading: readsSome ? rows : nil)
    }
    guard readsAll else { return States(kept: kept, read: state, entry: entry) }
    kept[shape.layers] = state
    return States(
      kept: kept, read: tape.embedding(table: state, rows: rows.rows), entry: entry)
  }

  /// Computes a layer's queries and keys of every token, from hidden states.
  ///
  /// - Precondition: those before the layer were kept.
  package func attentionScores(layer: Int, _ states: States) -> AttentionScores {
    guard let state = states.kept[layer] else { preconditionFailure("states that were kept") }
    let route = self.route
    let stop = route.stops[route.index(ofLayer: layer)]
    let input = narrowed(.attention, stop.layer, entering(stop, state, entry: states.entry))
    return AttentionScores(
      query: linear(.query, stop.layer, input), key: linear(.key, stop.layer, input),
      heads: shape.heads)
  }

  private func step(
    _ stop: LayerRoute.Stop, _ input: Variable, entry: Variable?, _ sequences: Sequences,
    reading rows: ReadRows?
  ) -> Variable {
    if let replacement, replacement.layers.contains(stop.layer) {
      return replaced(stop.layer, by: replacement, input, sequences, reading: rows)
    }
    guard recomputes else {
      return apply(stop, to: input, entry: entry, sequences, reading: rows)
    }
    return tape.recomputed(input) { tape, input in
      Encoder(weights.rebuilt(on: tape), tape: tape, regularisation: regularisation)
        .apply(stop, to: input, entry: entry, sequences, reading: rows)
    }
  }

  /// Feeds what entered the core into the state before a round of it, by a linear map of both side
  /// by side (Geiping et al., arXiv 2502.05171, section 3.2); returns the state elsewhere.
  private func entering(
    _ stop: LayerRoute.Stop, _ state: Variable, entry: Variable?
  ) -> Variable {
    guard stop.injects, let entry else { return state }
    let map = weights.injection
    return tape.linear(tape.concatenated(state, entry), weight: map.weight, bias: map.bias)
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

  func apply(
    _ stop: LayerRoute.Stop, to input: Variable, entry: Variable?, _ sequences: Sequences,
    reading rows: ReadRows?
  ) -> Variable {
    let (layer, site) = (stop.layer, UInt64(stop.index) * 4 + 4)
    let input = narrowed(.attention, layer, entering(stop, input, entry: entry))
    let read = rows.map { tape.embedding(table: input, rows: $0.rows) } ?? input
    let mixed = tape.attention(
      query: linear(.query, layer, read), key: linear(.key, layer, input),
      value: linear(.value, layer, input), sequences: sequences, queries: rows?.sequences,
      heads: shape.heads, dropout: attentionDropout(site: site))
    let attended = normed(
      linear(.attentionOutput, layer, mixed), adding: read, .attention, layer, site: site + 1)
    let fed = narrowed(.output, layer, attended)
    let branch =
      weights.router(layer: layer).map { throughExperts(layer, fed, router: $0) }
      ?? feedForward(layer, fed)
    return normed(branch, adding: fed, .output, layer, site: site + 2)
  }

  /// Applies a layer's feed-forward network to rows of hidden states, or one of its experts.
  func feedForward(_ layer: Int, expert: Int? = nil, _ input: Variable) -> Variable {
    let form: GELUForm = shape.activation == .gelu ? .exact : .tanh
    guard observer == nil, let weights = weights.feedForward(layer: layer, expert: expert) else {
      let inner = tape.gelu(linear(.intermediate, layer, expert: expert, input), form)
      return linear(.output, layer, expert: expert, inner)
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

  private func linear(
    _ matrix: MatrixKind, _ layer: Int, expert: Int? = nil, _ input: Variable
  ) -> Variable {
    observer?(matrix, layer, input)
    return weights.apply(matrix, layer: layer, expert: expert, to: input, on: tape)
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

  /// Makes the dropout of the pooled states before a classifier.
  func classifierDropout(site: UInt64) -> Dropout? {
    regularisation.flatMap { dropout($0.classifier, site: site) }
  }

  private func attentionDropout(site: UInt64) -> Dropout? {
    regularisation.flatMap { dropout($0.attention, site: site) }
  }

  private func dropout(_ rate: Float, site: UInt64) -> Dropout? {
    guard rate > 0, let regularisation else { return nil }
    // The part's number is above the bits of the step, so the first one draws as a batch that isn't
    // cut.
    let step = regularisation.step | UInt64(regularisation.microBatch) << 40
    return Dropout(
      rate: rate, site: RandomSite(seed: regularisation.seed, step: step, site: site))
  }
}
