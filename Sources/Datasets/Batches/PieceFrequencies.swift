internal import Glibc

/// The frequencies of tokens in training text, which a prediction without any context would use.
package struct PieceFrequencies: Sendable {
  /// Minus the logarithm of each token's share, in nats [vocabulary].
  private let losses: [Double]

  /// Counts the tokens that a masking may hide, with one more for each of them (Laplace), so that
  /// a token that no training text has gets a finite loss, too.
  package init(of split: EncodedSplit, masking: Masking) {
    var counts = [Double](repeating: 1, count: masking.vocabularySize)
    for id in split.ids { counts[Int(id)] += 1 }
    let all = masking.ordinary.reduce(0) { $0 + counts[Int($1)] }
    losses = counts.map { log(all / $0) }
  }

  /// Returns the loss, in nats, of predicting a token by the frequencies alone.
  package func loss(of piece: Int32) -> Double { losses[Int(piece)] }
}
