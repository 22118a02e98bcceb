import Models
import TestSupport

@testable import Training

/// The task of the fixtures `majority` and `rep-optimizer`: a matrix W [rows, columns] that brings
/// inputs x [examples, columns] to y [examples, rows], with the loss ‖x Wᵀ - y‖² / (2 examples).
struct LinearTask {
  let rows, columns: Int
  private let inputs, targets: [Double]
  private let examples: Int

  /// Reads the task.
  ///
  /// - Parameter prefix: What the arrays' names begin with.
  init(_ fixture: StrategyFixture, _ prefix: String = "") throws {
    inputs = try fixture.values("\(prefix)x").map { Double($0) }
    targets = try fixture.values("\(prefix)y").map { Double($0) }
    let shape = try fixture.shape("\(prefix)x")
    (examples, columns) = (shape[0], shape[1])
    rows = try fixture.shape("\(prefix)y")[1]
  }

  /// x Wᵀ - y, [examples, rows].
  private func misses(_ matrix: [Double]) -> [Double] {
    (0..<examples * rows).map { index in
      let (example, row) = (index / rows, index % rows)
      return (0..<columns).reduce(-targets[index]) {
        $0 + inputs[example * columns + $1] * matrix[row * columns + $1]
      }
    }
  }

  func loss(_ matrix: [Double]) -> Double {
    misses(matrix).reduce(0) { $0 + $1 * $1 } / Double(2 * examples)
  }

  /// The gradient of the loss in the matrix, row-major.
  func gradient(_ matrix: [Double]) -> [Double] {
    let misses = misses(matrix)
    return (0..<rows * columns).map { index in
      let (row, column) = (index / columns, index % columns)
      let sum = (0..<examples).reduce(0.0) {
        $0 + misses[$1 * rows + row] * inputs[$1 * columns + column]
      }
      return sum / Double(examples)
    }
  }

  /// A bank that holds the matrix and nothing else.
  func bank() -> ParameterBank { matrixBank(rows: rows, columns: columns) }

  func loss(_ bank: ParameterBank) -> Double { loss(bank.allValues.map { Double($0) }) }

  /// Leaves the gradient in the bank, as a backward pass would.
  func differentiate(_ bank: ParameterBank) {
    for (index, slope) in gradient(bank.allValues.map { Double($0) }).enumerated() {
      bank.gradients[index] = Float(slope)
    }
  }
}

/// Makes a bank that holds one matrix, named `matrix`, and nothing else.
func matrixBank(rows: Int, columns: Int) -> ParameterBank {
  var layout = ParameterLayout(only: [])
  layout.addMatrix("matrix", rows: rows, columns: columns)
  return ParameterBank(layout)
}

/// Computes the largest difference of two lists of figures, relative to each wanted one.
func worstDifference(_ found: [Double], _ wanted: [Double]) -> Double {
  guard found.count == wanted.count else { return .infinity }
  return zip(found, wanted).map { abs($0 - $1) / abs($1) }.max() ?? 0
}
