import Tensors
import TestSupport
import Testing

@Suite struct CrossEntropyTests {
  /// Rows and classes; the last crosses a tile of rows.
  @Test(arguments: [[1, 1], [1, 17], [17, 2], [5, 33], [65, 3]], [1, 2] as [UInt64])
  func lossAndGradient(shape: [Int], seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let labels = labels(shape, &numbers)
    expectAgreement([TestInput(shape, from: &numbers, scale: 5)]) { point in
      let losses = Reference.crossEntropy(point[0], labels: labels, classes: shape[1])
      return [losses.reduce(0, +) / Double(shape[0])]
    } operation: { tape, x in
      tape.crossEntropy(logits: x[0], labels: labels).loss
    }
  }

  @Test(arguments: [[1, 5], [17, 33], [33, 1]])
  func lossOfEveryRowAndHits(shape: [Int]) {
    var numbers = SeededNumbers(seed: 3)
    let labels = labels(shape, &numbers)
    let logits = numbers.floats(shape[0] * shape[1], scale: 5)
    let found = classify(logits, shape, labels)
    let wanted = Reference.crossEntropy(
      logits.map { Double($0) }, labels: labels, classes: shape[1])
    #expect(relativeDistance(found.perRowLoss, wanted) < 1e-6)
    let hits = labels.indices.count { row in
      let scores = logits[row * shape[1]..<(row + 1) * shape[1]]
      return scores.max() == scores[row * shape[1] + Int(labels[row])]
    }
    #expect(found.correct == hits)
  }

  @Test func theFirstOfEqualScoresWins() {
    let found = classify([1, 3, 3, 3, 0, 3, 3, 2, 2, 2, 2, 2], [3, 4], [1, 2, 0])
    #expect(found.correct == 2)
    #expect(classify([0, 0, 0, 0], [1, 4], [3]).correct == 0)
  }

  @Test func hugeScoresGiveFiniteLosses() {
    let found = classify([1e4, -1e4, -1e4, 1e4], [2, 2], [0, 0])
    #expect(found.perRowLoss[0] == 0)
    #expect(abs(found.perRowLoss[1] - 2e4) < 1)
  }

  @Test func notANumberIsNotHidden() {
    #expect(classify([0, .nan, 1], [1, 3], [2]).loss.numbers[0].isNaN)
    #expect(classify([.nan, 0, 1], [1, 3], [2]).loss.numbers[0].isNaN)
  }

  private func labels(_ shape: [Int], _ numbers: inout SeededNumbers) -> [Int32] {
    (0..<shape[0]).map { _ in Int32.random(in: 0..<Int32(shape[1]), using: &numbers) }
  }

  private func classify(
    _ logits: [Float], _ shape: [Int], _ labels: [Int32]
  ) -> ClassificationLoss {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    return tape.crossEntropy(logits: tape.constant(logits, shape: shape), labels: labels)
  }
}
