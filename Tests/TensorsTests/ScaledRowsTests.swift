import Tensors
import TestSupport
import Testing

@Suite struct ScaledRowsTests {
  @Test(arguments: [[1, 1], [1, 17], [33, 1], [3, 5], [130, 7]])
  func scaledRows(size: [Int]) {
    let columns = size[1]
    expectAgreement(inputs(size, factors: [size[0]])) { point in
      scaled(point[0], by: point[1], columns: columns)
    } operation: { tape, x in
      tape.scaledRows(x[0], by: x[1])
    }
  }

  @Test func rowsOfSeveralAxes() {
    expectAgreement(inputs([2, 3, 5], factors: [6, 1])) { point in
      scaled(point[0], by: point[1], columns: 5)
    } operation: { tape, x in
      let y = tape.scaledRows(x[0], by: x[1])
      #expect(y.shape == [2, 3, 5])
      return y
    }
  }

  /// Gradients that are passed on, some to what has none yet and some to what has one.
  @Test func resultsOfOtherOperations() {
    expectAgreement(inputs([3, 5], factors: [3])) { point in
      let y = scaled(point[0], by: point[1], columns: 5)
      return y.indices.map { 6 * y[$0] + 2 * point[0][$0] }
    } operation: { tape, x in
      let a = tape.scale(x[0], by: 2)
      return tape.add(tape.scaledRows(a, by: tape.scale(x[1], by: 3)), a)
    }
  }

  @Test func oneVariableTwice() {
    var numbers = SeededNumbers(seed: 2)
    expectAgreement([TestInput([5, 1], from: &numbers)]) { point in
      point[0].map { $0 * $0 }
    } operation: { tape, x in
      tape.scaledRows(x[0], by: x[0])
    }
  }

  private func inputs(_ shape: [Int], factors: [Int]) -> [TestInput] {
    var numbers = SeededNumbers(seed: 1)
    return [TestInput(shape, from: &numbers), TestInput(factors, from: &numbers)]
  }

  private func scaled(_ a: [Double], by factors: [Double], columns: Int) -> [Double] {
    a.indices.map { a[$0] * factors[$0 / columns] }
  }
}
