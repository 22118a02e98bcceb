internal import Models
internal import Training

/// Embeds texts by a model that a user has named.
package struct TextEmbedding {
  /// The names of the ways to make a text's vector, the usual one first.
  package static let poolings = SentenceVectors.Pooling.allCases.map(\.rawValue)

  private let maker: SentenceVectors
  /// Lines about what was left out or had to be changed when the model was read.
  package let remarks: [String]

  /// Reads the model.
  ///
  /// - Parameters:
  ///   - pooling: One of ``poolings``.
  ///   - maximum: Largest number of tokens of a text, [CLS] and [SEP] included.
  package init(
    _ source: ModelSource, pooling: String, maximum: Int, threads: Int
  ) throws {
    guard let pooling = SentenceVectors.Pooling(rawValue: pooling) else {
      throw StageError(
        "there is no pooling '\(pooling)'; there are: \(Self.poolings.joined(separator: ", "))")
    }
    let model: StoredModel
    (model, remarks) = try source.withRemarks()
    maker = try SentenceVectors(model, pooling: pooling, maximum: maximum, threads: threads)
  }

  /// Number of components of a vector.
  package var width: Int { maker.width }

  /// Computes a vector of length 1 for each text, [texts, width].
  ///
  /// - Throws: ``StageError`` where a vector isn't finite.
  package func vectors(_ texts: [String]) throws -> [[Float]] {
    let vectors = maker.vectors(of: texts)
    if let wrong = vectors.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
      throw StageError(
        "the vector of the text '\(texts[wrong].prefix(60))' is not finite: the model's parameters "
          + "are too large for single precision")
    }
    return vectors
  }
}
