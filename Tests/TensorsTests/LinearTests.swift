import Tensors
import TestSupport
import Testing

@Suite struct LinearTests {
  /// Rows, inner, columns.
  static let sizes = [[1, 1, 1], [1, 17, 33], [17, 33, 1], [33, 1, 17], [17, 17, 5]]

  @Test(arguments: sizes, [1, 2] as [UInt64])
  func linear(size: [Int], seed: UInt64) {
    checkLinear(size, seed: seed, samples: 24)
  }

  @Test func linearInTilesOfRows() {
    checkLinear([130, 65, 40], seed: 3, samples: 2)
  }

  @Test(arguments: sizes)
  func linearWithoutBias(size: [Int]) {
    let (rows, inner, columns) = (size[0], size[1], size[2])
    var numbers = SeededNumbers(seed: 4)
    let inputs = [
      TestInput([rows, inner], from: &numbers), TestInput([columns, inner], from: &numbers),
    ]
    expectAgreement(inputs) {
      Reference.linear($0[0], $0[1], nil, rows: rows, inner: inner, columns: columns)
    } operation: { tape, x in
      tape.linear(x[0], weight: x[1], bias: nil)
    }
  }

  @Test(arguments: sizes, [5, 6] as [UInt64])
  func matrixProduct(size: [Int], seed: UInt64) {
    checkProduct(size, seed: seed, samples: 24)
  }

  @Test func matrixProductInTilesOfRows() {
    checkProduct([70, 66, 70], seed: 7, samples: 2)
  }

  private func checkLinear(_ size: [Int], seed: UInt64, samples: Int) {
    let (rows, inner, columns) = (size[0], size[1], size[2])
    var numbers = SeededNumbers(seed: seed)
    let inputs = [
      TestInput([rows, inner], from: &numbers), TestInput([columns, inner], from: &numbers),
      TestInput([columns], from: &numbers),
    ]
    expectAgreement(inputs, samples: samples) {
      Reference.linear($0[0], $0[1], $0[2], rows: rows, inner: inner, columns: columns)
    } operation: { tape, x in
      tape.linear(x[0], weight: x[1], bias: x[2])
    }
  }

  private func checkProduct(_ size: [Int], seed: UInt64, samples: Int) {
    let (rows, inner, columns) = (size[0], size[1], size[2])
    var numbers = SeededNumbers(seed: seed)
    let inputs = [
      TestInput([rows, inner], from: &numbers), TestInput([inner, columns], from: &numbers),
    ]
    expectAgreement(inputs, samples: samples) {
      Reference.product($0[0], $0[1], rows: rows, inner: inner, columns: columns)
    } operation: { tape, x in
      tape.matrixProduct(x[0], x[1])
    }
  }
}
