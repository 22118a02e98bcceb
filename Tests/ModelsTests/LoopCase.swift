import Models
import Tensors
import TestSupport
import Tokenization

/// A small model with a loop, and what it computes for a few tokens.
struct LoopCase {
  static let sequences = Sequences(offsets: [0, 5, 6, 14])
  static let tokens = PackedTokens(
    ids: (0..<14).map { Int32($0 * 7 % 12) }, segments: (0..<14).map { Int32($0 % 2) },
    positions: [0, 1, 2, 3, 4, 0, 0, 1, 2, 3, 4, 5, 6, 7], offsets: [0, 5, 6, 14])

  let model: StoredModel

  init(_ model: StoredModel) { self.model = model }

  /// Makes a model that starts afresh.
  init(_ sharing: any SharingStrategy, layers: Int, hidden: Int = 16) {
    let description = ModelDescription(
      encoder: EncoderShape(
        layers: layers, hidden: hidden, heads: 2, intermediate: 4 * hidden, embedding: hidden,
        vocabulary: ExportCase.pieces.count, positions: 12, deviation: 0.3),
      sharing: sharing, hasLanguageHead: true)
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 3, description.encoder)
    model = StoredModel(
      description: description, bank: bank, vocabulary: Vocabulary(ExportCase.pieces))
  }

  /// Adds drawn numbers to every parameter.
  func shaken() -> LoopCase {
    var numbers = SeededNumbers(seed: 7)
    for parameter in model.bank.layout.parameters {
      let values = model.bank[parameter.name] ?? []
      model.bank[parameter.name] = values.map { $0 + 0.2 * numbers.float() }
    }
    return self
  }

  /// Starts a model of the same kind and another depth from this one.
  func withLayers(_ layers: Int) -> LoopCase {
    var description = model.description
    description.encoder.layers = layers
    let bank = ParameterBank(ParameterLayout(description))
    bank.start(description, from: DonorMatrices(model), seed: 9)
    return LoopCase(
      StoredModel(description: description, bank: bank, vocabulary: model.vocabulary))
  }

  /// Calls `body` with the encoder of a forward pass.
  func encode<Result>(
    _ regularisation: Encoder.Regularisation? = nil, recording: Bool = false,
    _ body: (Encoder, Tape) throws -> Result
  ) rethrows -> Result {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: recording)
    let weights = EncoderWeights(
      model.description, bank: model.bank, tape: tape, learning: recording)
    return try body(Encoder(weights, tape: tape, regularisation: regularisation), tape)
  }

  /// Computes the scores of all tokens, in a training step without dropout where one is given.
  func logits(inStep step: UInt64? = nil) -> [Float] {
    encode(step.map(Self.regularisation)) { encoder, _ in
      let states = encoder.hiddenStates(Self.tokens)
      return encoder.languageLogits(states[states.count - 1]).numbers
    }
  }

  static func regularisation(inStep step: UInt64) -> Encoder.Regularisation {
    Encoder.Regularisation(hidden: 0, attention: 0, seed: 4, step: step)
  }

  /// Computes a weighted sum of the last hidden states; its gradients are left in the bank.
  func weightedSum() -> Double {
    model.bank.clearGradients()
    return encode(recording: true) { encoder, tape in
      let states = encoder.hiddenStates(Self.tokens)
      let last = states[states.count - 1]
      var numbers = SeededNumbers(seed: 12)
      let factors = numbers.floats(last.count)
      let row = tape.reshaped(last, [1, last.count])
      let weight = tape.constant(factors, shape: [1, last.count])
      tape.backward(from: tape.linear(row, weight: weight, bias: nil))
      return zip(last.numbers, factors).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
  }

  /// Number of scalars in the layers.
  var countInLayers: Int {
    model.bank.layout.parameters.reduce(0) { $0 + ($1.owner == nil ? 0 : $1.count) }
  }

  /// The numbers of a layer's output scale.
  func outputScale(_ layer: Int) -> [Float]? {
    model.bank["encoder.layer.\(layer).layer_output.scale"]
  }
}
