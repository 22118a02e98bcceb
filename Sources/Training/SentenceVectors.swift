internal import Datasets
package import Models
internal import Tensors
internal import Tokenization

/// Computes a vector of length 1 for each text from the last hidden states of an encoder, without
/// its heads and pooler.
///
/// Texts are encoded one by one as [CLS] text [SEP] with segment 0, several of them packed into a
/// batch. The same texts in the same order give the same bits, whatever the threads.
package final class SentenceVectors {
  /// Rule by which a text's hidden states become one vector.
  package enum Pooling: String, Sendable, CaseIterable {
    /// The mean over all tokens, [CLS] and [SEP] included.
    case mean
    /// The state of [CLS].
    case first
  }

  /// The most tokens of a batch, unless a single text has more.
  private static let batchPieces = 4096

  private let model: StoredModel
  private let pooling: Pooling
  private let tokenizer: any Tokenizer
  private let maximum: Int
  private let workers: Workers
  private let weights: EncoderWeights
  private let arena = Arena()

  /// Prepares to encode texts by a model.
  ///
  /// - Parameter maximum: The most tokens of a text, [CLS] and [SEP] included; what is beyond, and
  ///   beyond the model's positions, is cut off.
  /// - Throws: `VocabularyError` where the model's vocabulary can't be used; `DatasetError` where
  ///   it has no positions for one token between [CLS] and [SEP].
  package init(_ model: StoredModel, pooling: Pooling, maximum: Int = .max, threads: Int) throws {
    (self.model, self.pooling) = (model, pooling)
    let positions = model.description.encoder.positions
    guard positions >= 3 else {
      throw DatasetError(
        "the model has \(positions) positions, but a text with [CLS] and [SEP] has 3 tokens or more"
      )
    }
    tokenizer = try model.vocabulary.tokenizer()
    self.maximum = max(3, min(maximum, positions))
    workers = Workers(threads: threads)
    weights = EncoderWeights(
      model.description, bank: model.bank,
      tape: Tape(arena: Arena(), workers: workers, recording: false), learning: false)
  }

  /// Number of elements of a vector, which is the encoder's hidden size.
  package var width: Int { model.description.encoder.hidden }

  /// Computes the vectors [texts, ``width``] of texts as people write them.
  package func vectors(of texts: [String]) -> [[Float]] {
    vectors(ofPieces: texts.map { tokenizer.encode($0)[...] }) { _, _ in true } ?? []
  }

  /// Computes the vectors of texts given by their tokens, without [CLS] and [SEP].
  ///
  /// - Parameter progress: Called after each batch with the number of texts done and of all texts;
  ///   returns whether to go on.
  /// - Returns: The vectors [texts, ``width``]; nil where `progress` said to stop.
  package func vectors(
    ofPieces texts: [ArraySlice<Int32>], progress: (Int, Int) -> Bool
  ) -> [[Float]]? {
    let framed = texts.map { tokenizer.framed($0.prefix(maximum - 2)) }
    var vectors: [[Float]] = []
    while vectors.count < framed.count {
      vectors += batch(framed[vectors.count...])
      guard progress(vectors.count, framed.count) else { return nil }
    }
    return vectors
  }

  /// Computes the vectors of as many of the first texts as a batch holds.
  private func batch(_ texts: ArraySlice<[Int32]>) -> [[Float]] {
    var ids: [Int32] = []
    var positions: [Int32] = []
    var offsets: [Int] = [0]
    for text in texts {
      guard ids.isEmpty || ids.count + text.count <= Self.batchPieces else { break }
      ids += text
      positions += 0..<Int32(text.count)
      offsets.append(ids.count)
    }
    let tokens = PackedTokens(
      ids: ids, segments: [Int32](repeating: 0, count: ids.count), positions: positions,
      offsets: offsets)
    let encoder = Encoder(weights, tape: Tape(arena: arena, workers: workers, recording: false))
    switch pooling {
    case .first:
      let states = encoder.lastStates(tokens, reading: ReadRows(firstOf: tokens.sequences)).numbers
      return (0..<offsets.count - 1).map { mean(of: $0..<$0 + 1, states) }
    case .mean:
      let all = ReadRows((0..<Int32(ids.count)).map { $0 }, of: tokens.sequences)
      let states = encoder.lastStates(tokens, reading: all).numbers
      return zip(offsets, offsets.dropFirst()).map { mean(of: $0..<$1, states) }
    }
  }

  /// Computes the mean of some rows of states [tokens, ``width``], scaled to length 1.
  private func mean(of rows: Range<Int>, _ states: [Float]) -> [Float] {
    var sum = [Double](repeating: 0, count: width)
    for row in rows {
      for column in 0..<width { sum[column] += Double(states[row * width + column]) }
    }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? sum.map { Float($0 / length) } : sum.map { Float($0) }
  }
}
