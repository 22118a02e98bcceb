internal import Glibc

extension Tape {
  /// Computes how much each of several experts counts for each row: the softmax over experts of the
  /// norms of their projections, of which the largest are kept and sum to 1 again (arXiv
  /// 2408.10174, and its released code).
  ///
  /// Which experts are kept is found row by row, so all rows stay together and the memory that a
  /// pass needs doesn't depend on numbers. Of equal norms the first expert's counts as larger.
  ///
  /// - Parameters:
  ///   - projections: That of each expert, [rows, width]; widths may differ.
  ///   - top: Number of experts that are kept, from 1 to all.
  /// - Returns: The weights of each expert, [rows], 0 where it isn't kept. They are constants: no
  ///   gradient goes through them.
  package func routingWeights(_ projections: [Variable], top: Int) -> [Variable] {
    precondition((1...projections.count).contains(top), "\(top) of \(projections.count) experts")
    let rows = projections[0].rows
    precondition(projections.allSatisfy { $0.rows == rows }, "projections of other rows")
    let weights = projections.map { _ in
      let block = arena.block(rows)
      return Variable(shape: [rows], value: block.start, sink: nil, block: block)
    }
    workers.forEachRange(of: rows, by: rowTile) { range in
      for row in range {
        let kept = keptShares(of: projections.map { norm(ofRow: row, $0) }, top: top)
        for (variable, share) in zip(weights, kept) { variable.value[row] = Float(share) }
      }
    }
    return weights
  }
}

private func norm(ofRow row: Int, _ matrix: Variable) -> Double {
  let start = matrix.value + row * matrix.width
  return (0..<matrix.width).reduce(0.0) { $0 + Double(start[$1]) * Double(start[$1]) }.squareRoot()
}

/// Computes the softmax of the `top` largest scores; 0 for the others.
private func keptShares(of scores: [Double], top: Int) -> [Double] {
  let order = scores.indices.sorted {
    scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
  }
  var shares = [Double](repeating: 0, count: scores.count)
  for index in order.prefix(top) { shares[index] = exp(scores[index] - scores[order[0]]) }
  let sum = shares.reduce(0, +)
  return shares.map { $0 / sum }
}
