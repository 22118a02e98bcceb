internal import Glibc

/// How often each piece stands in training text: what a guess that looks at nothing would know.
package struct PieceFrequencies: Sendable {
  /// Of each piece, minus the logarithm of its share, in nats.
  private let losses: [Double]

  /// Counts the pieces that a masking may hide, with one more for each of them (Laplace), so that
  /// what stands in no training text has a finite loss too.
  package init(of split: EncodedSplit, masking: Masking) {
    var counts = [Double](repeating: 1, count: masking.vocabularySize)
    for id in split.ids { counts[Int(id)] += 1 }
    let all = masking.ordinary.reduce(0) { $0 + counts[Int($1)] }
    losses = counts.map { log(all / $0) }
  }

  /// What guessing every piece by its frequency loses at a place where this one stands, in nats.
  package func loss(of piece: Int32) -> Double { losses[Int(piece)] }
}
