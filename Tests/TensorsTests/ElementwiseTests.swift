import Glibc
import Tensors
import TestSupport
import Testing

@Suite struct ElementwiseTests {
  static let shapes = [[1], [17], [33, 1], [3, 17]]

  @Test(arguments: shapes, [1, 2] as [UInt64])
  func add(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let inputs = [TestInput(shape, from: &numbers), TestInput(shape, from: &numbers)]
    expectAgreement(inputs) { point in
      zip(point[0], point[1]).map { $0 + $1 }
    } operation: { tape, x in
      tape.add(x[0], x[1])
    }
  }

  @Test func addOfOneVariableTwice() {
    var numbers = SeededNumbers(seed: 3)
    expectAgreement([TestInput([17], from: &numbers)]) { point in
      point[0].map { 2 * $0 }
    } operation: { tape, x in
      tape.add(x[0], x[0])
    }
  }

  @Test(arguments: [1, 2, 4])
  func firstRows(count: Int) {
    var numbers = SeededNumbers(seed: 8)
    expectAgreement([TestInput([4, 3], from: &numbers)]) { point in
      point[0][..<(3 * count)].map { 2 * $0 }
    } operation: { tape, x in
      tape.scale(tape.firstRows(x[0], count), by: 2)
    }
  }

  @Test(arguments: [[3, 3], [2, 5], [1, 4]])
  func addBias(shape: [Int]) {
    var numbers = SeededNumbers(seed: 7)
    let inputs = [TestInput([shape[1]], from: &numbers), TestInput(shape, from: &numbers)]
    expectAgreement(inputs) { point in
      point[1].indices.map { point[1][$0] + point[0][$0 % shape[1]] }
    } operation: { tape, x in
      tape.addBias(x[0], to: x[1])
    }
  }

  @Test(arguments: [[3, 3], [2, 5], [5, 2], [1, 4]])
  func addDiagonal(shape: [Int]) {
    var numbers = SeededNumbers(seed: 6)
    let inputs = [TestInput([shape.min()!], from: &numbers), TestInput(shape, from: &numbers)]
    expectAgreement(inputs) { point in
      point[1].indices.map { index in
        let (row, column) = (index / shape[1], index % shape[1])
        return point[1][index] + (row == column ? point[0][row] : 0)
      }
    } operation: { tape, x in
      tape.addDiagonal(x[0], to: x[1])
    }
  }

  @Test(arguments: shapes)
  func scale(shape: [Int]) {
    var numbers = SeededNumbers(seed: 4)
    expectAgreement([TestInput(shape, from: &numbers)]) { point in
      point[0].map { -2.5 * $0 }
    } operation: { tape, x in
      tape.scale(x[0], by: -2.5)
    }
  }

  @Test(arguments: shapes, [5, 6] as [UInt64])
  func geluExact(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    expectAgreement([TestInput(shape, from: &numbers, scale: 4)]) { point in
      point[0].map { Reference.geluExact($0) }
    } operation: { tape, x in
      tape.gelu(x[0], .exact)
    }
  }

  @Test(arguments: shapes, [7, 8] as [UInt64])
  func geluByTanh(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    expectAgreement([TestInput(shape, from: &numbers, scale: 4)]) { point in
      point[0].map { Reference.geluTanh($0) }
    } operation: { tape, x in
      tape.gelu(x[0], .tanh)
    }
  }

  @Test(arguments: shapes, [9, 10] as [UInt64])
  func hyperbolicTangent(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    expectAgreement([TestInput(shape, from: &numbers, scale: 3)]) { point in
      point[0].map { tanh($0) }
    } operation: { tape, x in
      tape.tanh(x[0])
    }
  }
}
