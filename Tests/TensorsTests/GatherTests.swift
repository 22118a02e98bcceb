import Tensors
import TestSupport
import Testing

@Suite struct GatherTests {
  @Test(arguments: [[3], [0, 0], [4, 1, 4, 4, 0, 2]] as [[Int32]], [1, 17])
  func embedding(rows: [Int32], width: Int) {
    var numbers = SeededNumbers(seed: 1)
    expectAgreement([TestInput([5, width], from: &numbers)], samples: 85) { point in
      rows.flatMap { point[0][Int($0) * width..<(Int($0) + 1) * width] }
    } operation: { tape, x in
      tape.embedding(table: x[0], rows: rows)
    }
  }

  @Test func rowsThatNobodyTookHaveNoGradient() {
    let outcome = runOnTape([TestInput([3, 2], [1, 2, 3, 4, 5, 6])]) { tape, x in
      tape.embedding(table: x[0], rows: [2, 0])
    }
    #expect(outcome.value == [5, 6, 1, 2])
    #expect(outcome.gradients[0][2..<4] == [0, 0])
    #expect(outcome.gradients[0][0] != 0)
  }

  /// A shape, then the order of its axes.
  static let permutations = [
    [[7], [0]], [[1, 33], [1, 0]], [[17, 3], [1, 0]], [[2, 3, 4], [0, 1, 2]],
    [[2, 3, 4], [0, 2, 1]], [[2, 3, 4], [1, 2, 0]], [[2, 3, 4], [2, 0, 1]],
    [[2, 3, 4], [2, 1, 0]], [[2, 1, 3, 5], [3, 1, 0, 2]],
    [[2, 3, 2, 1, 3, 2], [0, 2, 4, 1, 3, 5]],
  ]

  @Test(arguments: permutations)
  func permuted(permutation: [[Int]]) {
    let (shape, axes) = (permutation[0], permutation[1])
    var numbers = SeededNumbers(seed: 2)
    let count = shape.reduce(1, *)
    expectAgreement([TestInput([count], from: &numbers)]) { point in
      sources(shape, axes).map { point[0][$0] }
    } operation: { tape, x in
      let y = tape.permuted(x[0], shape: shape, axes: axes)
      #expect(y.shape == axes.map { shape[$0] })
      return y
    }
  }

  /// More axes and elements than there are in a tile.
  @Test(arguments: [
    [[2, 3, 2, 2, 1, 3, 2, 2], [7, 0, 6, 1, 5, 2, 4, 3]],
    [[4, 3, 5, 7, 6, 8, 4], [6, 4, 2, 0, 5, 3, 1]], [[3, 70, 210], [0, 2, 1]],
    [[2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2], [11, 3, 7, 0, 9, 1, 10, 2, 8, 4, 6, 5]],
  ])
  func permutedInTiles(permutation: [[Int]]) {
    let (shape, axes) = (permutation[0], permutation[1])
    let count = shape.reduce(1, *)
    let input = TestInput([count], (0..<count).map { Float($0) })
    let sources = sources(shape, axes)
    for threads in [1, 3] {
      let outcome = runOnTape([input], threads: threads, together: true) { tape, x in
        tape.permuted(x[0], shape: shape, axes: axes)
      }
      #expect(outcome.value == sources.map { Float($0) })
      #expect(sources.map { outcome.gradients[0][$0] } == lossWeights(count))
    }
  }

  @Test func reshapedKeepsNumbersAndGradients() {
    var numbers = SeededNumbers(seed: 3)
    expectAgreement([TestInput([2, 6], from: &numbers)]) { point in
      point[0].map { 3 * $0 }
    } operation: { tape, x in
      let y = tape.scale(tape.reshaped(x[0], [3, 4]), by: 3)
      #expect(y.shape == [3, 4])
      return y
    }
  }

  /// Computes the source offset of each element of the permuted array from its index, digit by
  /// digit.
  private func sources(_ shape: [Int], _ axes: [Int]) -> [Int] {
    (0..<shape.reduce(1, *)).map { target in
      var (remaining, index) = (target, shape.map { _ in 0 })
      for axis in axes.reversed() {
        index[axis] = remaining % shape[axis]
        remaining /= shape[axis]
      }
      return zip(shape, index).reduce(0) { $0 * $1.0 + $1.1 }
    }
  }
}
