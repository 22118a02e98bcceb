import MatrixProduct
import Models
import Options
import Spec
import Tensors
import TestSupport
import Tokenization

/// A small model of some way of sharing, every number of which is drawn, and what it computes.
struct ExportCase {
  /// The names of all strategies.
  static let strategies = SharingCatalog.all.map { $0.name }
  /// The widths of embeddings: factorised ones, and those as wide as the hidden states.
  static let widths = [16, 48]
  static let pieces = SpecialPieces.names + ["the", "dog", "##s", "see", "a", "bird", "."]

  /// Vocabularies of the same size that are cut by other rules, by name.
  static let vocabularies: [(name: String, vocabulary: Vocabulary)] = [
    (
      "cased", Vocabulary(pieces, rules: .wordPiece(WordPieceRules(lowercase: false)))
    ),
    (
      "unigram",
      Vocabulary(
        [
          "<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]", "▁the", "▁dog", "s", "▁see", "▁a", "▁bird",
          ".",
        ],
        rules: .unigram(
          UnigramRules(
            scores: [0, 0, 0, 0, 0, -2, -4, -3, -5, -2, -6, -3],
            normalization: UnigramRules.albert())))
    ),
  ]

  let model: StoredModel

  init(_ description: ModelDescription, vocabulary: Vocabulary = Vocabulary(Self.pieces)) {
    let bank = ParameterBank(ParameterLayout(description))
    var numbers = SeededNumbers(seed: 5)
    for parameter in bank.layout.parameters {
      // Chains of drawn tensors are about as large as drawn matrices.
      let scale: Float = parameter.shape.count == 4 ? 0.6 : 0.3
      let drawn = numbers.floats(parameter.count, scale: scale)
      bank[parameter.name] = parameter.start == .ones ? drawn.map { 1 + $0 } : drawn
    }
    model = StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }

  /// A strategy with its standard options on four layers: two blocks or atoms, or the degree 2,
  /// where it has such.
  ///
  /// - Parameter change: What else the description says.
  static func description(
    _ name: String, embedding: Int = 16, adapter: (any Adapter)? = nil,
    change: (inout ModelDescription) -> Void = { _ in }
  ) -> ModelDescription {
    let shape = EncoderShape(
      layers: 4, hidden: 48, heads: 4, intermediate: 96, embedding: embedding,
      vocabulary: pieces.count, positions: 16)
    let options = ["unique", "count", "degree"].map { ($0, Value.integer(2)) }
    let sharing = strategy(name, Dictionary(uniqueKeysWithValues: options))
    let isBare = !sharing.needsAdapter
    var description = ModelDescription(
      encoder: shape, sharing: sharing,
      adapter: adapter ?? (isBare ? nil : LoRA(rank: 2, scale: 0.5)))
    if sharing.isFactorised {
      description.factorise { rows, columns in
        let factors = FactorShape.balanced(rows: rows, columns: columns)
        return ModelDescription.Factorisation(factors: factors, bonds: factors.bonds(cap: 8))
      }
    }
    change(&description)
    return description
  }

  /// Sequences of different lengths, with two segments.
  static let sequences: [(ids: [Int32], segments: [Int32])] = [
    ([2, 5, 6, 7, 8, 9, 10, 11, 3], [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ([2, 6, 4, 3, 10, 3], [0, 0, 0, 0, 1, 1]),
  ]

  /// Computes the head's scores for one sequence, or its last hidden states where there is no head.
  static func scores(
    of model: StoredModel, ids: [Int32], segments: [Int32]
  ) -> [Float] {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let weights = EncoderWeights(
      model.description, bank: model.bank, tape: tape, learning: false)
    let encoder = Encoder(weights, tape: tape)
    let tokens = PackedTokens(
      ids: ids, segments: segments, positions: ids.indices.map { Int32($0) },
      offsets: [0, ids.count])
    guard model.description.classes.isEmpty else {
      return encoder.classLogits(
        encoder.lastStates(tokens, reading: ReadRows(firstOf: tokens.sequences))
      ).numbers
    }
    let states = encoder.hiddenStates(tokens)
    let last = states[states.count - 1]
    if model.description.hasSpanHead { return encoder.spanLogits(last).numbers }
    return (model.description.hasLanguageHead ? encoder.languageLogits(last) : last).numbers
  }

  /// Computes the scores of all sequences, one after the other.
  static func scores(of model: StoredModel) -> [Float] {
    sequences.flatMap { scores(of: model, ids: $0.ids, segments: $0.segments) }
  }
}
