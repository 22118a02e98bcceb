internal import Tensors

/// The second moments of what enters a donor's matrices: for each matrix and layer the sum of xᵀx
/// over tokens, x [columns].
package struct InputMoments {
  /// Sums by matrix, each [layers] of row-major [columns, columns]; query, key and value have the
  /// same.
  private let sums: [MatrixKind: [[Double]]]

  /// Computes a model's hidden states, and sums what enters some of its matrices.
  ///
  /// - Parameters:
  ///   - matrices: The matrices whose inputs are wanted.
  ///   - batches: The tokens, a part of them at a time.
  ///   - progress: Called after each batch with the number of batches done and of all batches;
  ///     returns whether to go on.
  /// - Returns: nil where `progress` said to stop.
  package init?(
    of model: StoredModel, entering matrices: [MatrixKind], batches: [PackedTokens], threads: Int,
    progress: (Int, Int) -> Bool = { _, _ in true }
  ) {
    let summing = MomentSums(model.description.encoder, Set(matrices.map(\.sharingInput)))
    let workers = Workers(threads: threads)
    let weights = EncoderWeights(
      model.description, bank: model.bank,
      tape: Tape(arena: Arena(), workers: workers, recording: false), learning: false)
    let arena = Arena()
    for (index, tokens) in batches.enumerated() {
      let encoder = Encoder(
        weights, tape: Tape(arena: arena, workers: workers, recording: false),
        observer: { summing.add($2, entering: $0, layer: $1) })
      _ = encoder.hiddenStates(tokens)
      guard progress(index + 1, batches.count) else { return nil }
    }
    sums = summing.sums.mapValues { $0.map(Self.symmetric) }
  }

  /// Returns the sums of each of the donor's layers, row-major [columns, columns]; nil for a matrix
  /// whose inputs were not wanted.
  package func layers(of matrix: MatrixKind) -> [[Double]]? { sums[matrix.sharingInput] }

  /// Whether no sum has overflowed.
  package var isFinite: Bool {
    sums.values.allSatisfy { $0.allSatisfy { $0.allSatisfy(\.isFinite) } }
  }

  /// Returns a symmetric matrix given by its upper triangle.
  private static func symmetric(_ upper: [Double]) -> [Double] {
    let size = Int(Double(upper.count).squareRoot().rounded())
    var whole = upper
    for row in 1..<max(1, size) {
      for column in 0..<row { whole[row * size + column] = upper[column * size + row] }
    }
    return whole
  }
}

/// Sums XᵀX by matrix and layer, of the inputs X that an encoder multiplies.
private final class MomentSums {
  private(set) var sums: [MatrixKind: [[Double]]]

  init(_ encoder: EncoderShape, _ matrices: Set<MatrixKind>) {
    sums = Dictionary(
      uniqueKeysWithValues: matrices.map { matrix in
        let columns = encoder.size(of: matrix).columns
        let zeros = [Double](repeating: 0, count: columns * columns)
        return (matrix, Array(repeating: zeros, count: encoder.layers))
      })
  }

  func add(_ input: Variable, entering matrix: MatrixKind, layer: Int) {
    guard sums[matrix] != nil else { return }
    let numbers = input.numbers.map(Double.init)
    let columns = input.shape[input.shape.count - 1]
    addGram(
      of: numbers, rows: numbers.count / columns, columns: columns,
      to: &sums[matrix, default: []][layer])
  }
}

extension MatrixKind {
  /// The matrix whose input stands for this one's: query, key and value multiply the same.
  fileprivate var sharingInput: MatrixKind { self == .key || self == .value ? .query : self }
}
