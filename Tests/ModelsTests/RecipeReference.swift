import Models
import Tensors

/// Recipes in plain loops and double precision, from their definitions.
struct RecipeReference {
  /// The parameters, row-major.
  let numbers: [ParameterSlot: [Double]]

  /// Computes the result of a recipe, row-major.
  func value(_ recipe: Recipe) -> [Double] {
    switch recipe {
    case .parameter(let slot, _): numbers[slot] ?? []
    case .chain(let tensors, _): chain(tensors)
    case .product(let left, let right): products(left, right, count: 1)
    case .scaled(let recipe, let factor): value(recipe).map { $0 * Double(factor) }
    case .reshaped(let recipe, _): value(recipe)
    case .sum(let first, let second): zip(value(first), value(second)).map { $0 + $1 }
    case .diagonalAdded(let diagonal, let recipe): adding(diagonal, to: recipe)
    case .permuted(let recipe, let shape, let axes): permuted(value(recipe), shape, axes)
    case .rowsScaled(let recipe, let factors): scaling(recipe, by: value(factors))
    case .batchedProduct(let left, let right): products(left, right, count: left.shape[0])
    case .gathered(let recipe, let gathering, _):
      gathering.indices.indices.map { index in
        let factor = Double(gathering.factors?[index] ?? 1)
        return factor * value(recipe)[Int(gathering.indices[index])]
      }
    }
  }

  /// Multiplies tensor after tensor to a matrix whose entries are vectors of the last bond.
  private func chain(_ tensors: [Recipe]) -> [Double] {
    var matrix = [1.0]
    var (rowCount, columnCount) = (1, 1)
    for tensor in tensors {
      let (shape, numbers) = (tensor.shape, value(tensor))
      let (rows, columns) = (rowCount * shape[1], columnCount * shape[2])
      matrix = (0..<rows * columns * shape[3]).map { index in
        let (entry, right) = (index / shape[3], index % shape[3])
        let (row, column) = (entry / columns, entry % columns)
        let former = row / shape[1] * columnCount + column / shape[2]
        return (0..<shape[0]).reduce(0.0) { sum, left in
          let place = (left * shape[1] + row % shape[1]) * shape[2] + column % shape[2]
          return sum + matrix[former * shape[0] + left] * numbers[place * shape[3] + right]
        }
      }
      (rowCount, columnCount) = (rows, columns)
    }
    return matrix
  }

  /// Multiplies `count` matrices, one after the other in memory.
  private func products(_ left: Recipe, _ right: Recipe, count: Int) -> [Double] {
    let (a, b) = (value(left), value(right))
    let (inner, columns) = (right.shape[right.shape.count - 2], right.shape[right.shape.count - 1])
    let rows = a.count / count / inner
    return (0..<count * rows * columns).map { index in
      let (row, column) = (index / columns, index % columns)
      let matrix = row / rows
      return (0..<inner).reduce(0.0) { sum, place in
        sum + a[row * inner + place] * b[(matrix * inner + place) * columns + column]
      }
    }
  }

  private func adding(_ diagonal: Recipe, to recipe: Recipe) -> [Double] {
    var matrix = value(recipe)
    for (index, number) in value(diagonal).enumerated() {
      matrix[index * (recipe.shape[1] + 1)] += number
    }
    return matrix
  }

  private func scaling(_ recipe: Recipe, by factors: [Double]) -> [Double] {
    value(recipe).enumerated().map { $1 * factors[$0 / recipe.shape[1]] }
  }

  /// Finds each element's source from its index, digit by digit.
  private func permuted(_ numbers: [Double], _ shape: [Int], _ axes: [Int]) -> [Double] {
    numbers.indices.map { target in
      var (remaining, index) = (target, shape.map { _ in 0 })
      for axis in axes.reversed() {
        index[axis] = remaining % shape[axis]
        remaining /= shape[axis]
      }
      return numbers[zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }]
    }
  }
}
