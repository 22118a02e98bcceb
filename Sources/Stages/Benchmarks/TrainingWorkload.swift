package import Datasets
package import Models
package import Statistics
internal import Tokenization

/// A model and the shape of its batches, made up to be timed.
///
/// Its sentences are random token ids with random classes.
public struct TrainingWorkload: Sendable {
  /// The lengths of sequences.
  package enum Lengths: Sendable, Equatable {
    case all(Int)
    /// Lengths like those of CoLA's sentences in WordPiece tokens: about 13 on average, at most 45.
    case sentences

    private static let (logMean, logDeviation) = (2.3, 0.42)
    private static let sentenceRange = 4.0...45.0

    /// Draws the lengths of `count` sequences.
    package func draw(_ count: Int, from draws: inout SeededGenerator) -> [Int] {
      switch self {
      case .all(let length): Array(repeating: length, count: count)
      case .sentences: (0..<count).map { _ in Self.sentence(&draws) }
      }
    }

    private static func sentence(_ draws: inout SeededGenerator) -> Int {
      let tokens = draws.logNormal(mean: logMean, deviation: logDeviation)
      let framed = tokens.rounded(.toNearestOrEven) + 2
      return Int(min(max(framed, sentenceRange.lowerBound), sentenceRange.upperBound))
    }
  }

  public let name: String
  package let description: ModelDescription
  /// Sequences of a micro-batch.
  package let batch: Int
  package let lengths: Lengths

  package init(_ name: String, _ description: ModelDescription, batch: Int, lengths: Lengths) {
    self.name = name
    self.description = description
    self.batch = batch
    self.lengths = lengths
  }

  /// Number of parameters of the model, which is not made for counting them.
  public var parameters: Int { ParameterLayout(description).count }

  /// Makes an untrained model.
  ///
  /// As the token ids stand for nothing, it has no vocabulary.
  func model() -> StoredModel {
    let bank = ParameterBank(ParameterLayout(description))
    bank.startFresh(seed: 0, description.encoder)
    for parameter in bank.layout.parameters
    where parameter.part == .central || parameter.part == .auxiliary {
      drawTensor(parameter, in: bank)
    }
    return StoredModel(description: description, bank: bank, vocabulary: Vocabulary([]))
  }

  /// Draws a local tensor, [left bond, row factor, column factor, right bond].
  ///
  /// Its scale is such that the rebuilt matrix preserves the scale of activations. The usual draws
  /// for fresh parameters would lead to numbers so small that their squares slow the arithmetic
  /// down.
  private func drawTensor(_ tensor: Parameter, in bank: ParameterBank) {
    var draws = SeededGenerator(seed: 0, stream: tensor.name)
    let deviation = 1 / Double(tensor.shape[0] * tensor.shape[2]).squareRoot()
    bank[tensor.name] = draws.truncatedNormals(tensor.count, deviation: deviation)
  }

  /// Makes random sentences with random classes, all of them in the split `train`.
  package func data(sequences: Int) -> EncodedDataset {
    var draws = SeededGenerator(seed: 1, stream: name)
    var offsets = [0]
    for length in lengths.draw(sequences, from: &draws) {
      offsets.append(offsets[offsets.count - 1] + length)
    }
    let vocabulary = description.encoder.vocabulary
    let ids = (0..<offsets[sequences]).map { _ in Self.id(below: vocabulary, &draws) }
    let labels = (0..<sequences).map { _ in
      Int32(draws.uniform() * Double(description.classes.count))
    }
    let split = EncodedSplit(ids: ids, offsets: offsets, segments: nil, labels: labels)
    return EncodedDataset(
      content: .classes, vocabulary: Vocabulary([]), classes: description.classes,
      splits: ["train": split])
  }

  /// Draws a token id from the middle of BERT's vocabulary, which has no special tokens there.
  ///
  /// From a smaller vocabulary it draws any id.
  private static func id(below vocabulary: Int, _ draws: inout SeededGenerator) -> Int32 {
    let range = vocabulary > 20000 ? 1000..<20000 : 0..<vocabulary
    return Int32(range.lowerBound + Int(draws.uniform() * Double(range.count)))
  }
}
