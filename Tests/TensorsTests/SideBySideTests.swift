import Tensors
import TestSupport
import Testing

@Suite struct SideBySideTests {
  @Test(arguments: [(1, 1, 1), (3, 2, 4), (70, 5, 3)])
  func concatenated(rows: Int, left: Int, right: Int) {
    var numbers = SeededNumbers(seed: 9)
    let inputs = [
      TestInput([rows, left], from: &numbers), TestInput([rows, right], from: &numbers),
    ]
    expectAgreement(inputs) { point in
      (0..<rows).flatMap { row -> [Double] in
        let first = point[0][row * left..<(row + 1) * left]
        let second = point[1][row * right..<(row + 1) * right]
        return Array(first) + Array(second)
      }
    } operation: { tape, x in
      tape.concatenated(x[0], x[1])
    }
  }

  @Test func concatenatedWithItself() {
    var numbers = SeededNumbers(seed: 10)
    expectAgreement([TestInput([2, 3], from: &numbers)]) { point in
      (0..<2).flatMap { row -> [Double] in
        let entries = Array(point[0][row * 3..<(row + 1) * 3])
        return entries + entries
      }
    } operation: { tape, x in
      tape.concatenated(x[0], x[0])
    }
  }

  @Test(arguments: ElementwiseTests.shapes)
  func elementProduct(shape: [Int]) {
    var numbers = SeededNumbers(seed: 11)
    let inputs = [TestInput(shape, from: &numbers), TestInput(shape, from: &numbers)]
    expectAgreement(inputs) { point in
      zip(point[0], point[1]).map { $0 * $1 }
    } operation: { tape, x in
      tape.elementProduct(x[0], x[1])
    }
  }

  @Test func square() {
    var numbers = SeededNumbers(seed: 12)
    expectAgreement([TestInput([17], from: &numbers)]) { point in
      point[0].map { $0 * $0 }
    } operation: { tape, x in
      tape.elementProduct(x[0], x[0])
    }
  }
}
