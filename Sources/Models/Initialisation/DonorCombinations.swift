internal import Tensors

extension DonorStack {
  /// Number of a matrix's entries that are computed with at once, in double precision.
  private static let blockSize = 8192

  /// Computes the inner products of all pairs of layers, ⟨W_i, W_j⟩ = Σ W_i[r, c] W_j[r, c] over
  /// all entries, [layers, layers].
  package func innerProducts() -> [Double] {
    let count = layers.count
    var sums = [Double](repeating: 0, count: count * count)
    for range in blocks {
      let block = block(range)
      var transposed: [Double] = []
      transposed.reserveCapacity(block.count)
      for index in 0..<range.count {
        for layer in 0..<count { transposed.append(block[layer * range.count + index]) }
      }
      let products = matrixProduct(
        block, transposed, rows: count, inner: range.count, columns: count)
      for index in sums.indices { sums[index] += products[index] }
    }
    return sums
  }

  /// Computes linear combinations of the layers' matrices, each [rows, columns].
  ///
  /// - Parameter factors: The factor of every layer, for one combination after the other:
  ///   [combinations, layers].
  package func combinations(_ factors: [Double]) -> [[Float]] {
    let count = factors.count / layers.count
    precondition(factors.count == count * layers.count, "a factor for each layer")
    var results = [[Float]](repeating: [], count: count)
    guard count > 0 else { return results }
    for range in blocks {
      let sums = matrixProduct(
        factors, block(range), rows: count, inner: layers.count, columns: range.count)
      for index in 0..<count {
        results[index] += sums[index * range.count..<(index + 1) * range.count].map { Float($0) }
      }
    }
    return results
  }

  /// The ranges of a matrix's entries, from the first to the last.
  private var blocks: [Range<Int>] {
    stride(from: 0, to: rows * columns, by: Self.blockSize).map {
      $0..<min($0 + Self.blockSize, rows * columns)
    }
  }

  /// Returns a range of all layers' entries, [layers, range].
  private func block(_ range: Range<Int>) -> [Double] {
    layers.flatMap { $0[range].map { Double($0) } }
  }
}
