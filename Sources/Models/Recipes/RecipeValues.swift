internal import MatrixProduct
package import Tensors

/// Makes matrices by their recipes on a tape, those that layers have in common once.
package struct RecipeValues {
  private let tape: Tape
  private let parameter: (ParameterSlot) -> Variable
  private var made: [Recipe: Variable] = [:]

  /// Prepares to make matrices.
  ///
  /// - Parameter parameter: Returns the parameter of a slot.
  package init(_ tape: Tape, parameter: @escaping (ParameterSlot) -> Variable) {
    (self.tape, self.parameter) = (tape, parameter)
  }

  /// Returns the matrix that was made by an equal recipe, or makes it.
  package subscript(recipe: Recipe) -> Variable {
    mutating get {
      if let known = made[recipe] { return known }
      let value = make(recipe)
      made[recipe] = value
      return value
    }
  }

  /// Makes a matrix; what a term is added to, whose rows are scaled or from which numbers are
  /// gathered is kept, as other layers may use it in a way of their own.
  private mutating func make(_ recipe: Recipe) -> Variable {
    switch recipe {
    case .parameter(let slot, _): return parameter(slot)
    case .chain(let tensors, let chain):
      return tape.contract(
        tensors.map { make($0) }, factors: chain.factors, bonds: chain.bonds)
    case .product(let left, let right):
      let left = make(left)
      return tape.matrixProduct(left, make(right))
    case .scaled(let recipe, let factor): return tape.scale(make(recipe), by: factor)
    case .reshaped(let recipe, let shape): return tape.reshaped(make(recipe), shape)
    case .sum(let first, let term):
      let first = self[first]
      return tape.add(first, make(term))
    case .diagonalAdded(let diagonal, let recipe):
      let matrix = self[recipe]
      return tape.addDiagonal(make(diagonal), to: matrix)
    case .permuted(let recipe, let shape, let axes):
      return tape.permuted(make(recipe), shape: shape, axes: axes)
    case .rowsScaled(let recipe, let factors):
      let matrix = self[recipe]
      return tape.scaledRows(matrix, by: make(factors))
    case .batchedProduct(let left, let right):
      let left = make(left)
      return tape.batchedProduct(left, make(right))
    case .gathered(let recipe, let gathering, let shape):
      return tape.gathered(self[recipe], gathering, shape: shape)
    }
  }

  /// Multiplies rows by a matrix, part after part, without rebuilding it: y = x Wᵀ + bias.
  ///
  /// - Parameters:
  ///   - x: [count, columns], on any tape.
  ///   - target: The tape that `x` is on.
  mutating func apply(
    _ recipe: Recipe, to x: Variable, bias: Variable?, on target: Tape
  ) -> Variable {
    switch recipe {
    case .chain(let tensors, let chain):
      let product = target.apply(
        tensors.map { make($0) }, factors: chain.factors, bonds: chain.bonds, to: x)
      return bias.map { target.addBias($0, to: product) } ?? product
    case .sum(let first, let term):
      let sum = apply(first, to: x, bias: bias, on: target)
      return target.add(sum, apply(term, to: x, bias: nil, on: target))
    case .product(let left, let right):
      return apply(
        left, to: apply(right, to: x, bias: nil, on: target), bias: bias, on: target)
    case .scaled(let recipe, let factor) where bias == nil:
      return target.scale(apply(recipe, to: x, bias: nil, on: target), by: factor)
    default:
      return target.linear(x, weight: self[recipe], bias: bias)
    }
  }
}
