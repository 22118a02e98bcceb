import Tensors
import TestSupport
import Testing

/// Cross-entropy of scores over a vocabulary, which are never there for all rows at once.
@Suite("cross-entropy over a table")
struct TableCrossEntropyTests {
  /// Numbers of rows, widths and classes; the last one's scores take two chunks, the second of one
  /// row.
  static let sizes = [[1, 1, 1], [5, 3, 7], [17, 6, 33], [65, 4, 130], [3, 2, 1 << 22]]

  private func inputs(_ size: [Int], seed: UInt64) -> (inputs: [TestInput], labels: [Int32]) {
    var numbers = SeededNumbers(seed: seed)
    let labels = (0..<size[0]).map { _ in
      Int32.random(in: 0..<Int32(size[2]), using: &numbers)
    }
    let table = size[1] * size[2]
    // Drawing millions of numbers takes long; a few thousand, over and over, do as well.
    let pool = numbers.floats(min(table, 4_093))
    return (
      [
        TestInput([size[0], size[1]], from: &numbers, scale: 2),
        TestInput([size[2], size[1]], Self.repeated(pool, table)),
        TestInput([size[2]], Self.repeated(pool, size[2])),
      ], labels
    )
  }

  private static func repeated(_ pool: [Float], _ count: Int) -> [Float] {
    var all: [Float] = []
    all.reserveCapacity(count)
    while all.count < count { all += pool.prefix(count - all.count) }
    return all
  }

  /// A loss from one tape with its gradients.
  private func outcome(
    _ size: [Int], seed: UInt64, threads: Int = 1, twice: Bool = false,
    _ loss: (Tape, [Variable], [Int32]) -> Variable
  ) -> TapeOutcome {
    let (inputs, labels) = inputs(size, seed: seed)
    return runOnTape(inputs, threads: threads) { tape, x in
      let once = loss(tape, x, labels)
      return twice ? tape.add(once, loss(tape, x, labels)) : once
    }
  }

  private func whole(_ tape: Tape, _ x: [Variable], _ labels: [Int32]) -> Variable {
    tape.crossEntropy(logits: tape.linear(x[0], weight: x[1], bias: x[2]), labels: labels).loss
  }

  private func inChunks(_ tape: Tape, _ x: [Variable], _ labels: [Int32]) -> Variable {
    tape.crossEntropy(x[0], table: x[1], bias: x[2], labels: labels).loss
  }

  @Test(
    "is that of a linear map's scores, and so are its gradients", arguments: sizes, [false, true])
  func agreement(size: [Int], twice: Bool) {
    guard !twice || size[2] < 1_000 else { return }
    let found = outcome(size, seed: 1, twice: twice, inChunks)
    let wanted = outcome(size, seed: 1, twice: twice, whole)
    #expect(relativeDistance(found.value, wanted.value.map { Double($0) }) < 1e-6)
    for (one, other) in zip(found.gradients, wanted.gradients) {
      #expect(largestDifference(one, other) < 1e-6)
    }
  }

  /// The largest difference over the largest wanted number; plain loops, for there are millions.
  private func largestDifference(_ found: [Float], _ wanted: [Float]) -> Float {
    var (worst, largest) = (Float.zero, Float.leastNormalMagnitude)
    for index in wanted.indices {
      worst = max(worst, abs(found[index] - wanted[index]))
      largest = max(largest, abs(wanted[index]))
    }
    return worst / largest
  }

  @Test("is what its definition says", arguments: sizes.dropLast(), [1, 2] as [UInt64])
  func definition(size: [Int], seed: UInt64) {
    let (inputs, labels) = inputs(size, seed: seed)
    expectAgreement(inputs, samples: 12) { point in
      let scores = Reference.linear(
        point[0], point[1], point[2], rows: size[0], inner: size[1], columns: size[2])
      let losses = Reference.crossEntropy(scores, labels: labels, classes: size[2])
      return [losses.reduce(0, +) / Double(size[0])]
    } operation: { tape, x in
      inChunks(tape, x, labels)
    }
  }

  @Test("reports every row's loss and hits as that of scores does")
  func rows() {
    let (inputs, labels) = inputs([17, 6, 33], seed: 3)
    let tape = Tape(arena: Arena(), workers: Workers(threads: 2), recording: false)
    let x = inputs.map { tape.constant($0.values, shape: $0.shape) }
    let found = tape.crossEntropy(x[0], table: x[1], bias: x[2], labels: labels)
    let wanted = tape.crossEntropy(
      logits: tape.linear(x[0], weight: x[1], bias: x[2]), labels: labels)
    #expect(found.perRowLoss == wanted.perRowLoss && found.correct == wanted.correct)
    #expect(found.mean == wanted.mean && found.loss.numbers == [found.mean])
  }

  @Test("has the same bits for any number of threads", arguments: [2, 3])
  func threads(threads: Int) {
    let one = outcome([65, 40, 513], seed: 4, inChunks)
    #expect(outcome([65, 40, 513], seed: 4, threads: threads, inChunks).bits == one.bits)
  }
}
