internal import Tensors

/// A run of neighbouring local tensors that a fit treats as one: [left bond, size, right bond].
///
/// Tensors on one side of the centre are one link where their inner bonds cut nothing, as any
/// numbers of the link are then a product of such tensors; elsewhere each tensor is a link.
struct ChainLink {
  let tensors: Range<Int>
  /// The bonds on both sides, and the product of the row and column factors between them.
  let left, size, right: Int
  /// Whether all chains have it in common.
  let isShared: Bool
  /// Whether a fit leaves it as it is.
  let isFixed: Bool

  private init(
    _ tensors: Range<Int>, _ factors: FactorShape, _ bonds: [Int], shared: Set<Int>,
    fixed: Set<Int>
  ) {
    self.tensors = tensors
    (left, right) = (bonds[tensors.lowerBound], bonds[tensors.upperBound])
    size = tensors.reduce(1) { $0 * factors.size($1) }
    isShared = shared.contains(tensors.lowerBound)
    isFixed = fixed.contains(tensors.lowerBound)
  }

  /// Divides a chain into links from left to right; the central tensor is one by itself.
  ///
  /// - Parameters:
  ///   - shared: Indices of the tensors that all chains have in common.
  ///   - fixed: Indices of the tensors that a fit leaves as they are.
  static func links(
    _ factors: FactorShape, _ bonds: [Int], shared: Set<Int>, fixed: Set<Int>
  ) -> [ChainLink] {
    let centre = factors.count / 2
    let sides = [0..<centre, centre..<centre + 1, (centre + 1)..<factors.count]
    return sides.flatMap { side -> [Range<Int>] in
      let isAlike = [shared, fixed].allSatisfy {
        Set(side).isSubset(of: $0) || $0.isDisjoint(with: side)
      }
      let isWhole = isAlike && cutsNothing(side, factors, bonds)
      return isWhole && !side.isEmpty ? [side] : side.map { $0..<$0 + 1 }
    }.map { ChainLink($0, factors, bonds, shared: shared, fixed: fixed) }
  }

  /// Returns whether any matrix of the run's outer shape is a product of such tensors.
  private static func cutsNothing(
    _ run: Range<Int>, _ factors: FactorShape, _ bonds: [Int]
  ) -> Bool {
    run.dropFirst().allSatisfy { inner in
      let before = (run.lowerBound..<inner).reduce(bonds[run.lowerBound]) {
        $0 * factors.size($1)
      }
      let after = (inner..<run.upperBound).reduce(bonds[run.upperBound]) { $0 * factors.size($1) }
      return bonds[inner] >= min(before, after)
    }
  }

  /// Contracts the link's tensors of a chain.
  func product(of chain: MatrixProductOperator) -> [Double] {
    tensors.dropFirst().reduce(chain.tensors[tensors.lowerBound].map { Double($0) }) {
      product, index in
      let (bond, tensor) = (chain.bonds[index], chain.tensors[index])
      return matrixProduct(
        product, tensor.map { Double($0) }, rows: product.count / bond, inner: bond,
        columns: tensor.count / bond)
    }
  }

  /// Factorises the link's numbers into its tensors again, by singular value decompositions whose
  /// values both neighbours get the roots of.
  func tensors(of product: [Double], _ factors: FactorShape, _ bonds: [Int]) -> [[Double]] {
    var (remaining, found) = (product, [[Double]]())
    for index in tensors.dropLast() {
      let rows = bonds[index] * factors.size(index)
      let (columns, bond) = (remaining.count / rows, bonds[index + 1])
      let parts = thinFactors(of: remaining, rows: rows, columns: columns)
      let (largest, count) = (parts.values.first ?? 0, parts.values.count)
      let roots = parts.values.map {
        max($0, largest * floorOfSchmidtValues, 1e-30).squareRoot()
      }
      var (left, right) = (parts.left, parts.scaledRight)
      for place in left.indices { left[place] *= roots[place % count] }
      for place in right.indices { right[place] /= roots[place / columns] }
      found.append(padded(left, from: count, to: bond))
      remaining = right + [Double](repeating: 0, count: (bond - count) * columns)
    }
    return found + [remaining]
  }
}
