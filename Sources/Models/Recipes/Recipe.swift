internal import MatrixProduct

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
}

extension Recipe {
  /// The shape of the result.
  var shape: [Int] {
    switch self {
    case .parameter(_, let shape), .reshaped(_, let shape): shape
    case .chain(_, let chain): [chain.factors.rowCount, chain.factors.columnCount]
    case .product(let left, let right): [left.shape[0], right.shape[1]]
    case .scaled(let recipe, _), .sum(let recipe, _), .diagonalAdded(_, let recipe): recipe.shape
    }
  }

  /// The recipes that this one puts together, in the order in which they are computed.
  var operands: [Recipe] {
    switch self {
    case .parameter: []
    case .chain(let tensors, _): tensors
    case .product(let first, let second), .sum(let first, let second): [first, second]
    case .scaled(let recipe, _), .reshaped(let recipe, _): [recipe]
    case .diagonalAdded(let diagonal, let recipe): [recipe, diagonal]
    }
  }

  /// The parameters with their shapes, each as often as it is used.
  var parameters: [(slot: ParameterSlot, shape: [Int])] {
    if case .parameter(let slot, let shape) = self { return [(slot, shape)] }
    return operands.flatMap(\.parameters)
  }

  /// Whether the result is one parameter, as it is stored.
  var isParameter: Bool {
    if case .parameter = self { true } else { false }
  }

  /// Returns the recipe with other slots in the place of its own.
  func replacingSlots(_ replacement: (ParameterSlot) -> ParameterSlot) -> Recipe {
    switch self {
    case .parameter(let slot, let shape): .parameter(replacement(slot), shape: shape)
    case .chain(let tensors, let chain):
      .chain(tensors.map { $0.replacingSlots(replacement) }, chain)
    case .product(let left, let right):
      .product(left.replacingSlots(replacement), right.replacingSlots(replacement))
    case .scaled(let recipe, let factor):
      .scaled(recipe.replacingSlots(replacement), by: factor)
    case .reshaped(let recipe, let shape): .reshaped(recipe.replacingSlots(replacement), shape)
    case .sum(let first, let second):
      .sum(first.replacingSlots(replacement), second.replacingSlots(replacement))
    case .diagonalAdded(let diagonal, let recipe):
      .diagonalAdded(
        diagonal.replacingSlots(replacement), to: recipe.replacingSlots(replacement))
    }
  }
}
