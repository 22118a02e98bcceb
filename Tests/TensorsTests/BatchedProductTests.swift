import Tensors
import TestSupport
import Testing

@Suite struct BatchedProductTests {
  /// Batch, rows, inner, columns.
  @Test(arguments: [[1, 1, 1, 1], [1, 3, 5, 2], [3, 1, 17, 1], [2, 33, 1, 7], [5, 4, 3, 6]])
  func batchedProduct(size: [Int]) {
    check(size, samples: 24)
  }

  @Test func batchedProductInTilesOfRows() {
    check([2, 70, 66, 70], samples: 2)
  }

  /// Gradients that are passed on, some to what has none yet and some to what has one.
  @Test func resultsOfOtherOperations() {
    let size = [3, 2, 4, 4]
    expectAgreement(inputs(size)) { point in
      let once = product(point[0], point[1], size)
      return product(once, point[1], size).map { 8 * $0 }
    } operation: { tape, x in
      let b = tape.scale(x[1], by: 2)
      return tape.batchedProduct(tape.batchedProduct(tape.scale(x[0], by: 2), b), b)
    }
  }

  private func check(_ size: [Int], samples: Int) {
    expectAgreement(inputs(size), samples: samples) { point in
      product(point[0], point[1], size)
    } operation: { tape, x in
      let y = tape.batchedProduct(x[0], x[1])
      #expect(y.shape == [size[0], size[1], size[3]])
      return y
    }
  }

  private func inputs(_ size: [Int]) -> [TestInput] {
    var numbers = SeededNumbers(seed: 1)
    return [
      TestInput([size[0], size[1], size[2]], from: &numbers),
      TestInput([size[0], size[2], size[3]], from: &numbers),
    ]
  }

  private func product(_ a: [Double], _ b: [Double], _ size: [Int]) -> [Double] {
    let left = size[1] * size[2]
    let right = size[2] * size[3]
    return (0..<size[0]).flatMap { index in
      Reference.product(
        Array(a[index * left..<(index + 1) * left]), Array(b[index * right..<(index + 1) * right]),
        rows: size[1], inner: size[2], columns: size[3])
    }
  }
}
