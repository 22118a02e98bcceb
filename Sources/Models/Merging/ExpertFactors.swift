internal import Tensors

/// An expert's part of a matrix: the best approximation up · down of rank k of what fine-tuning
/// added to it, and the directions by which a router scores it (arXiv 2408.10174, equations of its
/// section on upscaling, and its released code).
///
/// With ΔW = U S Vᵀ, up is U's first k columns, down the first k rows of S Vᵀ, and the gate the
/// first k_gate rows of Vᵀ, without singular values.
package struct ExpertFactors: Sendable {
  /// [rows, k], row-major.
  package let up: [Float]
  /// [k, columns], row-major.
  package let down: [Float]
  /// [k_gate, columns], row-major; a row is zero where ΔW has no such direction, so that a change
  /// of low rank isn't scored by rounding errors (the released code takes whatever vectors its
  /// decomposition ends with).
  package let gate: [Float]

  /// A singular value of no more than this times the largest is no direction of the change.
  private static let negligible = 1e-6

  /// Decomposes what fine-tuning added to a matrix.
  ///
  /// - Parameters:
  ///   - change: ΔW, row-major, [rows, columns].
  ///   - rank: k, at most min(rows, columns).
  ///   - gateRank: k_gate, at most min(rows, columns).
  package init(of change: [Double], rows: Int, columns: Int, rank: Int, gateRank: Int) {
    guard change.contains(where: { $0 != 0 }) else {
      up = Array(repeating: 0, count: rows * rank)
      down = Array(repeating: 0, count: rank * columns)
      gate = Array(repeating: 0, count: gateRank * columns)
      return
    }
    let factors = thinFactors(of: change, rows: rows, columns: columns)
    let count = min(rows, columns)
    up = (0..<rows).flatMap { row in
      factors.left[row * count..<row * count + rank].map { Float($0) }
    }
    down = factors.scaledRight[..<(rank * columns)].map { Float($0) }
    let least = Self.negligible * factors.values[0]
    gate = (0..<gateRank).flatMap { direction -> [Float] in
      let row = factors.scaledRight[direction * columns..<(direction + 1) * columns]
      let value = factors.values[direction]
      return row.map { value > least ? Float($0 / value) : 0 }
    }
  }
}
