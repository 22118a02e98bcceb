import Tensors
import TestSupport
import Testing

/// A random sparse matrix, row by row, and the same in full.
private func random(
  _ rows: Int, _ width: Int, seed: UInt64
) -> (sparse: SparseRows, dense: [[Double]]) {
  var numbers = SeededNumbers(seed: seed)
  var sparse = SparseRows(width: width)
  let dense = (0..<rows).map { _ in
    (0..<width).map { _ in Int.random(in: 0..<3, using: &numbers) == 0 ? Double(numbers.float()) : 0
    }
  }
  for row in dense {
    sparse.append(
      row.enumerated().filter { $0.element != 0 }.map { (Int32($0.offset), $0.element) })
  }
  return (sparse, dense)
}

@Suite("sparse matrices")
struct SparseRowsTests {
  @Test(
    "products are sums over all entries, added to what is there",
    arguments: [1, 2, 3, 8, 17, 26, 33], [false, true])
  func products(_ outputs: Int, _ squared: Bool) {
    let (sparse, dense) = random(19, 23, seed: UInt64(outputs))
    var numbers = SeededNumbers(seed: 99)
    let factors = (0..<23 * outputs).map { _ in Double(numbers.float()) }
    let (other, result) = (Vector(factors), Vector([Double](repeating: 0.5, count: 19 * outputs)))
    sparse.multiply(0..<7, outputs: outputs, squared: squared, other.start, addingTo: result.start)
    sparse.multiply(7..<18, outputs: outputs, squared: squared, other.start, addingTo: result.start)
    for row in 0..<19 {
      for output in 0..<outputs {
        let products = (0..<23).map { column in
          let entry = dense[row][column]
          return (squared ? entry * entry : entry) * factors[column * outputs + output]
        }
        let wanted = row == 18 ? 0.5 : products.reduce(0.5, +)
        #expect(abs(result.array[row * outputs + output] - wanted) < 1e-14, "\(row), \(output)")
      }
    }
  }

  @Test("columns become rows, empty ones too, and rows again", arguments: UInt64(0)..<8)
  func transposition(_ seed: UInt64) {
    let (sparse, dense) = random(Int(seed), 5, seed: seed)
    let turned = sparse.transposed()
    #expect(turned.count == 5 && turned.width == Int(seed))
    for column in 0..<5 {
      let range = turned.offsets[column]..<turned.offsets[column + 1]
      let rows = (0..<Int(seed)).filter { dense[$0][column] != 0 }
      #expect(turned.columns[range].map { Int($0) } == rows)
      #expect(Array(turned.values[range]) == rows.map { dense[$0][column] })
    }
    let back = turned.transposed()
    #expect(back.offsets == sparse.offsets && back.columns == sparse.columns)
    #expect(back.values == sparse.values)
  }
}
