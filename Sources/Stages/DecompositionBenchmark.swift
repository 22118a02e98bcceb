internal import MatrixProduct
internal import Models
internal import Statistics

/// Decomposes the matrices of an encoder, so that the time can be measured.
public struct DecompositionBenchmark {
  private let requests: [DecompositionRequest]
  private let gauge: Gauge
  private let threads: Int

  /// Draws matrices in the shapes of BERT-base's layers: width 768, inner width 3072.
  ///
  /// Their entries are independent normal draws.
  /// - Parameters:
  ///   - cap: Largest bond dimension; nil for full bonds.
  ///   - isSymmetric: Whether the scale is spread over the tensors afterwards, as models need it.
  public init(layers: Int, cap: Int?, isSymmetric: Bool, threads: Int) {
    let encoder = EncoderShape(
      layers: layers, hidden: 768, heads: 12, intermediate: 3072, embedding: 768, vocabulary: 1,
      positions: 1)
    requests = (0..<layers).flatMap { layer in
      MatrixKind.allCases.map { matrix in
        let size = encoder.size(of: matrix)
        let factors = FactorShape.balanced(rows: size.rows, columns: size.columns)
        var draws = SeededGenerator(seed: 0, stream: "\(matrix.rawValue) \(layer)")
        return DecompositionRequest(
          draws.truncatedNormals(size.rows * size.columns, deviation: 1), factors: factors,
          bonds: factors.bonds(cap: cap))
      }
    }
    (gauge, self.threads) = (isSymmetric ? .symmetric : .left, threads)
  }

  public var matrices: Int { requests.count }

  /// Decomposes all matrices once.
  ///
  /// - Returns: The largest relative error of a truncation.
  public func run() -> Double {
    stride(from: 0, to: requests.count, by: threads).reduce(0) { worst, first in
      let batch = Array(requests[first..<min(first + threads, requests.count)])
      let errors = decompose(batch, gauge: gauge, threads: threads).map(\.relativeError)
      return max(worst, errors.max() ?? 0)
    }
  }
}
