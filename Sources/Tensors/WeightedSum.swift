internal import CKernels

/// Computes target = Σ weights[j] · terms[j], summed in the order of the terms; all have the
/// target's length.
package func weightedSum(
  of terms: [UnsafeBufferPointer<Float>], weights: [Float],
  into target: UnsafeMutableBufferPointer<Float>, _ workers: Workers
) {
  precondition(terms.count == weights.count, "\(weights.count) weights of \(terms.count) terms")
  precondition(terms.allSatisfy { $0.count == target.count }, "terms of other lengths")
  guard let result = target.baseAddress else { return }
  workers.forEachRange(of: target.count, by: elementTile) { range in
    let tile = result + range.lowerBound
    tile.update(repeating: 0, count: range.count)
    for (term, weight) in zip(terms, weights) {
      guard let start = term.baseAddress else { continue }
      kernel_add_scaled(range.count, weight, start + range.lowerBound, tile)
    }
  }
}
