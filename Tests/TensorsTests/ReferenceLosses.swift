import Glibc

extension Reference {
  static func meanSquare(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(a.count)
  }

  /// Computes KL(p || q) of two distributions.
  static func divergence(_ p: [Double], _ q: [Double]) -> Double {
    zip(p, q).reduce(0) { $0 + $1.0 * (log($1.0) - log($1.1)) }
  }

  /// Computes the mean over rows of T² KL(softmax(teacher / T) || softmax(student / T)).
  static func softCrossEntropy(
    _ student: [Double], _ teacher: [Double], classes: Int, temperature: Double
  ) -> Double {
    let rows = student.count / classes
    let losses = (0..<rows).map { row in
      let (q, p) = (
        softened(student, row, classes, temperature), softened(teacher, row, classes, temperature)
      )
      return temperature * temperature * divergence(p, q)
    }
    return losses.reduce(0, +) / Double(rows)
  }

  private static func softened(
    _ scores: [Double], _ row: Int, _ classes: Int, _ temperature: Double
  ) -> [Double] {
    softmax(scores[row * classes..<(row + 1) * classes].map { $0 / temperature })
  }

  /// Computes the mean over sequences of half the cross-entropies of both ends: logits [tokens, 2].
  static func span(
    _ logits: [Double], lengths: [Int], starts: [Int32], ends: [Int32]
  ) -> Double {
    var (sum, start) = (0.0, 0)
    for (sequence, length) in lengths.enumerated() {
      for (column, target) in [starts[sequence], ends[sequence]].enumerated() {
        let scores = (start..<start + length).map { logits[$0 * 2 + column] }
        sum -= log(softmax(scores)[Int(target)]) / 2
      }
      start += length
    }
    return sum / Double(lengths.count)
  }

  /// Computes the attention of each head over each sequence, a distribution for each query.
  static func attentionShares(
    _ query: [Double], _ key: [Double], lengths: [Int], heads: Int
  ) -> [[Double]] {
    let hidden = query.count / lengths.reduce(0, +)
    let size = hidden / heads
    var (shares, start): ([[Double]], Int) = ([], 0)
    for length in lengths {
      for head in 0..<heads {
        for i in start..<start + length {
          let scores = (start..<start + length).map { j in
            (head * size..<(head + 1) * size).reduce(0) { sum, c in
              sum + query[i * hidden + c] * key[j * hidden + c]
            } / Double(size).squareRoot()
          }
          shares.append(softmax(scores))
        }
      }
      start += length
    }
    return shares
  }
}
