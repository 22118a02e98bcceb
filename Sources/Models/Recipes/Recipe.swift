internal import MatrixProduct
package import Tensors

/// How a matrix is made of parameters: a whole one, local tensors, sums, products.
///
/// Everything that a way of sharing implies follows from it: which parameters there are, what a
/// step computes to rebuild a matrix, and gradients. Layers whose recipes are equal have one
/// matrix.
package indirect enum Recipe: Hashable, Sendable {
  /// The parameter of a slot, of that shape.
  case parameter(ParameterSlot, shape: [Int])
  /// The matrix of a chain of local tensors, which the recipes give from left to right.
  case chain([Recipe], ModelDescription.Factorisation)
  case product(Recipe, Recipe)
  case scaled(Recipe, by: Float)
  /// The same numbers, row-major, under another shape.
  case reshaped(Recipe, [Int])
  case sum(Recipe, Recipe)
  /// A matrix with a vector added to its main diagonal.
  case diagonalAdded(Recipe, to: Recipe)
  /// The axes of an array, seen under that shape, in another order: axis k of the result is axis
  /// `axes[k]`.
  case permuted(Recipe, shape: [Int], axes: [Int])
  /// A matrix with each row multiplied by a number of its own.
  case rowsScaled(Recipe, by: Recipe)
  /// The products of the matrices of two batches, [batch, rows, inner] and [batch, inner, columns].
  case batchedProduct(Recipe, Recipe)
  /// Numbers chosen from an array, under that shape. Who writes such a recipe makes its gathering
  /// once and keeps it, as recipes are written anew at each step.
  case gathered(Recipe, Gathering, shape: [Int])
}

extension Recipe {
  /// The shape of the result.
  package var shape: [Int] {
    switch self {
    case .parameter(_, let shape), .reshaped(_, let shape), .gathered(_, _, let shape): shape
    case .chain(_, let chain): [chain.factors.rowCount, chain.factors.columnCount]
    case .product(let left, let right): [left.shape[0], right.shape[1]]
    case .scaled(let recipe, _), .sum(let recipe, _), .diagonalAdded(_, let recipe),
      .rowsScaled(let recipe, _):
      recipe.shape
    case .permuted(_, let shape, let axes): axes.map { shape[$0] }
    case .batchedProduct(let left, let right): [left.shape[0], left.shape[1], right.shape[2]]
    }
  }

  /// The recipes that this one puts together, in the order in which they are computed.
  var operands: [Recipe] {
    switch self {
    case .parameter: []
    case .chain(let tensors, _): tensors
    case .product(let first, let second), .sum(let first, let second),
      .rowsScaled(let first, let second), .batchedProduct(let first, let second):
      [first, second]
    case .scaled(let recipe, _), .reshaped(let recipe, _), .permuted(let recipe, _, _),
      .gathered(let recipe, _, _):
      [recipe]
    case .diagonalAdded(let diagonal, let recipe): [recipe, diagonal]
    }
  }

  /// The parameters with their shapes, each as often as it is used.
  package var parameters: [(slot: ParameterSlot, shape: [Int])] {
    if case .parameter(let slot, let shape) = self { return [(slot, shape)] }
    return operands.flatMap(\.parameters)
  }

  /// Whether the result is one parameter, as it is stored.
  var isParameter: Bool {
    if case .parameter = self { true } else { false }
  }

  /// Returns the recipe with other slots in the place of its own.
  package func replacingSlots(_ replacement: (ParameterSlot) -> ParameterSlot) -> Recipe {
    if case .parameter(let slot, let shape) = self {
      return .parameter(replacement(slot), shape: shape)
    }
    return mapOperands { $0.replacingSlots(replacement) }
  }

  /// Returns the recipe with every operand changed.
  private func mapOperands(_ change: (Recipe) -> Recipe) -> Recipe {
    switch self {
    case .parameter: self
    case .chain(let tensors, let chain): .chain(tensors.map(change), chain)
    case .product(let left, let right): .product(change(left), change(right))
    case .scaled(let recipe, let factor): .scaled(change(recipe), by: factor)
    case .reshaped(let recipe, let shape): .reshaped(change(recipe), shape)
    case .sum(let first, let second): .sum(change(first), change(second))
    case .diagonalAdded(let diagonal, let recipe):
      .diagonalAdded(change(diagonal), to: change(recipe))
    case .permuted(let recipe, let shape, let axes):
      .permuted(change(recipe), shape: shape, axes: axes)
    case .rowsScaled(let recipe, let factors): .rowsScaled(change(recipe), by: change(factors))
    case .batchedProduct(let left, let right): .batchedProduct(change(left), change(right))
    case .gathered(let recipe, let gathering, let shape):
      .gathered(change(recipe), gathering, shape: shape)
    }
  }
}
