import Tensors
import TestSupport
import Testing

@Suite("thin factors")
struct ThinFactorsTests {
  /// Rows, columns and the rank that the matrix is made with.
  static let shapes = [
    [1, 1, 1], [1, 17, 1], [17, 1, 1], [33, 17, 17], [17, 33, 17], [33, 33, 33], [40, 12, 5],
    [12, 40, 5], [20, 20, 1],
  ]

  private func matrix(_ shape: [Int], seed: UInt64) -> [Double] {
    var numbers = SeededNumbers(seed: seed)
    let a = numbers.floats(shape[0] * shape[2]).map { Double($0) }
    let b = numbers.floats(shape[2] * shape[1]).map { Double($0) }
    return matrixProduct(a, b, rows: shape[0], inner: shape[2], columns: shape[1])
  }

  @Test("multiply to the matrix, and their values are LAPACK's", arguments: shapes, [1, 2])
  func product(shape: [Int], seed: Int) {
    let (rows, columns) = (shape[0], shape[1])
    let matrix = matrix(shape, seed: UInt64(seed))
    let found = thinFactors(of: matrix, rows: rows, columns: columns)
    let wanted = singularValues(of: matrix, rows: rows, columns: columns).values
    let count = min(rows, columns)
    #expect(found.values.count == count && found.left.count == rows * count)
    let product = matrixProduct(
      found.left, found.scaledRight, rows: rows, inner: count, columns: columns)
    #expect(zip(product, matrix).allSatisfy { abs($0 - $1) < 1e-12 * wanted[0] })
    #expect(zip(found.values, wanted).allSatisfy { abs($0 - $1) < 1e-7 * wanted[0] })
    #expect(zip(found.values, found.values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test("the left one has orthonormal columns, whatever the rank", arguments: shapes)
  func orthonormal(shape: [Int]) {
    let matrix = matrix(shape, seed: 3)
    let found = thinFactors(of: matrix, rows: shape[0], columns: shape[1])
    let count = min(shape[0], shape[1])
    let gram = matrixProduct(
      transposed(found.left, rows: shape[0], columns: count), found.left, rows: count,
      inner: shape[0], columns: count)
    let worst = gram.indices.map { abs(gram[$0] - ($0 / count == $0 % count ? 1 : 0)) }.max()
    #expect(worst ?? 1 < 1e-7)
  }

  @Test("a matrix of zeros has finite factors", arguments: [[3, 5], [5, 3], [1, 4], [4, 1]])
  func zero(shape: [Int]) {
    let found = thinFactors(
      of: [Double](repeating: 0, count: shape[0] * shape[1]), rows: shape[0], columns: shape[1])
    #expect(
      (found.left + found.scaledRight).allSatisfy(\.isFinite) && found.values.allSatisfy { $0 == 0 }
    )
  }
}
