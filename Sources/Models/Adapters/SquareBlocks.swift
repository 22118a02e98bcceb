/// A matrix that is cut into square blocks: one under the other, or side by side.
///
/// The products below are those of a left matrix [width, rank] and a right one [rank, width], which
/// all blocks have in common, with something of each block's own between them.
struct SquareBlocks {
  /// Side of a block.
  let width: Int
  let count: Int
  /// Whether the blocks lie one under the other, so that each has some of the outputs.
  let areOfRows: Bool

  /// Cuts a matrix, whose longer side must be a multiple of its shorter one.
  init(rows: Int, columns: Int) {
    width = min(rows, columns)
    count = max(rows, columns) / width
    areOfRows = rows > columns
  }

  /// Returns the matrix whose block c is left · middle[:, c, :] · right.
  ///
  /// - Parameter middle: [rank, blocks, rank].
  func product(_ left: Recipe, _ middle: Recipe, _ right: Recipe) -> Recipe {
    let rank = left.shape[1]
    guard areOfRows else {
      let wide = Recipe.product(.reshaped(middle, [rank * count, rank]), right)
      return .product(left, .reshaped(wide, [rank, count * width]))
    }
    let tall = Recipe.product(left, .reshaped(middle, [rank, count * rank]))
    return .product(
      .reshaped(
        .permuted(tall, shape: [width, count, rank], axes: [1, 0, 2]), [count * width, rank]),
      right)
  }

  /// Returns the matrix whose block c is left · diag(diagonals[:, c]) · right.
  ///
  /// - Parameter diagonals: [rank, blocks].
  func product(_ left: Recipe, diagonals: Recipe, _ right: Recipe) -> Recipe {
    let rank = left.shape[1]
    if count == 1 { return .product(left, .rowsScaled(right, by: diagonals)) }
    let factors = Recipe.reshaped(diagonals, [rank, count, 1])
    guard areOfRows else {
      let wide = Recipe.batchedProduct(factors, .reshaped(right, [rank, 1, width]))
      return .product(left, .reshaped(wide, [rank, count * width]))
    }
    let columns = Recipe.permuted(left, shape: [width, rank], axes: [1, 0])
    let tall = Recipe.batchedProduct(factors, .reshaped(columns, [rank, 1, width]))
    return .product(
      .reshaped(
        .permuted(tall, shape: [rank, count, width], axes: [1, 2, 0]), [count * width, rank]),
      right)
  }
}
