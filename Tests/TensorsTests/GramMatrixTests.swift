import Tensors
import TestSupport
import Testing

@Suite("Gram matrices and their triangular factors")
struct GramMatrixTests {
  private func rows(_ count: Int, _ columns: Int) -> [Double] {
    var numbers = SeededNumbers(seed: 7)
    return numbers.floats(count * columns).map(Double.init)
  }

  @Test("R upper triangular with RᵀR = XᵀX, also of two parts added up", arguments: [1, 2, 5, 9])
  func factor(size: Int) throws {
    let x = rows(12, size)
    var sum = [Double](repeating: 0, count: size * size)
    addGram(of: Array(x[..<(4 * size)]), rows: 4, columns: size, to: &sum)
    addGram(of: Array(x[(4 * size)...]), rows: 8, columns: size, to: &sum)
    let factor = try #require(choleskyFactor(of: sum, size: size))
    for row in 0..<size {
      for column in 0..<size {
        if row > column { #expect(factor[row * size + column] == 0) }
        let product = (0..<size).reduce(0.0) {
          $0 + factor[$1 * size + row] * factor[$1 * size + column]
        }
        let wanted = (0..<12).reduce(0.0) { $0 + x[$1 * size + row] * x[$1 * size + column] }
        #expect(abs(product - wanted) < 1e-12)
      }
    }
  }

  @Test("a matrix that isn't positive definite has no factor")
  func indefinite() {
    #expect(choleskyFactor(of: [1, 2, 2, 1], size: 2) == nil)
    #expect(choleskyFactor(of: [0, 0, 0, 0], size: 2) == nil)
  }
}
