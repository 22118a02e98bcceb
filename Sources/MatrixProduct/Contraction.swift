package import Tensors

extension Tape {
  /// Contracts a chain of local tensors to its dense matrix [rows, columns], with gradients to each
  /// tensor.
  ///
  /// - Parameter tensors: Tensor k is [bonds[k], row factor, column factor, bonds[k + 1]].
  package func contract(_ tensors: [Variable], factors: FactorShape, bonds: [Int]) -> Variable {
    precondition(tensors.count == factors.count && bonds.count == factors.count + 1)
    let order = ContractionOrder(factors: factors, bonds: bonds)
    let chain = contract(0..<factors.count, of: tensors, factors: factors, bonds: bonds, order)
    let interleaved = zip(factors.rows, factors.columns).flatMap { [$0, $1] }
    let axes = stride(from: 0, to: interleaved.count, by: 2)
    let permuted = permuted(
      chain, shape: interleaved, axes: Array(axes) + axes.map { $0 + 1 })
    return reshaped(permuted, [factors.rowCount, factors.columnCount])
  }

  /// Contracts a part of the chain to a matrix [left bond, everything else].
  private func contract(
    _ range: Range<Int>, of tensors: [Variable], factors: FactorShape, bonds: [Int],
    _ order: ContractionOrder
  ) -> Variable {
    let (left, right) = (bonds[range.lowerBound], bonds[range.upperBound])
    let inner = range.reduce(1) { $0 * factors.rows[$1] * factors.columns[$1] }
    guard range.count > 1 else {
      return reshaped(tensors[range.lowerBound], [left, inner * right])
    }
    let split = order.split(range)
    let first = contract(
      range.lowerBound..<split, of: tensors, factors: factors, bonds: bonds, order)
    let second = contract(
      split..<range.upperBound, of: tensors, factors: factors, bonds: bonds, order)
    let bond = bonds[split]
    let product = matrixProduct(
      reshaped(first, [first.count / bond, bond]),
      reshaped(second, [bond, second.count / bond]))
    return reshaped(product, [left, inner * right])
  }
}
