import Glibc

/// The operations in plain loops and double precision, from their definitions.
enum Reference {
  /// Multiplies a [rows, inner] by b [inner, columns].
  static func product(
    _ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int
  ) -> [Double] {
    var c = [Double](repeating: 0, count: rows * columns)
    for r in 0..<rows {
      for k in 0..<inner {
        let factor = a[r * inner + k]
        for j in 0..<columns { c[r * columns + j] += factor * b[k * columns + j] }
      }
    }
    return c
  }

  /// Multiplies x [rows, inner] by the transpose of weight [columns, inner] and adds the bias.
  static func linear(
    _ x: [Double], _ weight: [Double], _ bias: [Double]?, rows: Int, inner: Int, columns: Int
  ) -> [Double] {
    var transposed = [Double](repeating: 0, count: inner * columns)
    for j in 0..<columns {
      for k in 0..<inner { transposed[k * columns + j] = weight[j * inner + k] }
    }
    let y = product(x, transposed, rows: rows, inner: inner, columns: columns)
    guard let bias else { return y }
    return y.indices.map { y[$0] + bias[$0 % columns] }
  }

  static func geluExact(_ x: Double) -> Double { 0.5 * x * erfc(-x / 2.0.squareRoot()) }

  static func geluTanh(_ x: Double) -> Double {
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  static func layerNorm(
    _ x: [Double], scale: [Double], shift: [Double], epsilon: Double
  ) -> [Double] {
    let width = scale.count
    return stride(from: 0, to: x.count, by: width).flatMap { start in
      let row = x[start..<start + width]
      let mean = row.reduce(0, +) / Double(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      let deviation = (variance + epsilon).squareRoot()
      return (0..<width).map { (row[start + $0] - mean) / deviation * scale[$0] + shift[$0] }
    }
  }

  static func softmax(_ scores: [Double]) -> [Double] {
    let most = scores.max() ?? 0
    let powers = scores.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Computes attention: query [queries, hidden], key and value [tokens, hidden].
  ///
  /// - Parameters:
  ///   - queries: Number of queries of each sequence; nil for as many as keys.
  ///   - mask: Factors of the probabilities, [heads, queries, length] for each sequence.
  static func attention(
    _ query: [Double], _ key: [Double], _ value: [Double], lengths: [Int],
    queries: [Int]? = nil, heads: Int, hidden: Int, mask: [Double]?
  ) -> [Double] {
    let size = hidden / heads
    var y = [Double](repeating: 0, count: query.count)
    var (start, queryStart, entry) = (0, 0, 0)
    for (length, queries) in zip(lengths, queries ?? lengths) {
      for head in 0..<heads {
        let corner = start * hidden + head * size
        let queryCorner = queryStart * hidden + head * size
        for i in 0..<queries {
          let scores = (0..<length).map { j in
            (0..<size).reduce(0) { sum, c in
              sum + query[queryCorner + i * hidden + c] * key[corner + j * hidden + c]
            } / Double(size).squareRoot()
          }
          for (j, share) in softmax(scores).enumerated() {
            let factor = share * (mask?[entry] ?? 1)
            entry += 1
            for c in 0..<size {
              y[queryCorner + i * hidden + c] += factor * value[corner + j * hidden + c]
            }
          }
        }
      }
      (start, queryStart) = (start + length, queryStart + queries)
    }
    return y
  }

  /// Computes the loss of every row.
  static func crossEntropy(_ logits: [Double], labels: [Int32], classes: Int) -> [Double] {
    labels.enumerated().map { row, label in
      let scores = Array(logits[row * classes..<(row + 1) * classes])
      let most = scores.max() ?? 0
      return log(scores.reduce(0) { $0 + exp($1 - most) }) + most - scores[Int(label)]
    }
  }
}
