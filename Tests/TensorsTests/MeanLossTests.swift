import Tensors
import TestSupport
import Testing

@Suite("mean losses")
struct MeanLossTests {
  /// The last crosses a tile of rows.
  static let shapes = [[1, 1], [17, 1], [5, 33], [130, 3]]

  @Test("the squared error is the mean of squared differences", arguments: [1, 17, 20_000])
  func squaredError(rows: Int) {
    var numbers = SeededNumbers(seed: 1)
    let targets = numbers.floats(rows, scale: 3)
    expectAgreement([TestInput([rows, 1], from: &numbers, scale: 3)], samples: 4) { point in
      [Reference.meanSquare(point[0], targets.map { Double($0) })]
    } operation: { tape, x in
      tape.squaredError(x[0], targets: targets).loss
    }
  }

  @Test("the distance of hidden states is that over all entries", arguments: shapes)
  func distance(shape: [Int]) {
    var numbers = SeededNumbers(seed: 2)
    let target = TestInput(shape, from: &numbers)
    expectAgreement([TestInput(shape, from: &numbers)]) { point in
      [Reference.meanSquare(point[0], target.values.map { Double($0) })]
    } operation: { tape, x in
      tape.meanSquaredDistance(x[0], to: tape.constant(target.values, shape: shape)).loss
    }
  }

  @Test(
    "soft cross-entropy is the teacher's divergence by the square of the temperature",
    arguments: shapes, [1, 2, 0.5] as [Float])
  func softCrossEntropy(shape: [Int], temperature: Float) {
    var numbers = SeededNumbers(seed: 3)
    let teacher = TestInput(shape, from: &numbers, scale: 4)
    expectAgreement([TestInput(shape, from: &numbers, scale: 4)]) { point in
      [
        Reference.softCrossEntropy(
          point[0], teacher.values.map { Double($0) }, classes: shape[1],
          temperature: Double(temperature))
      ]
    } operation: { tape, x in
      tape.softCrossEntropy(
        x[0], teacher: tape.constant(teacher.values, shape: shape), temperature: temperature
      ).loss
    }
  }

  @Test("of a student that scores as its teacher, nothing is lost and nothing learned")
  func sameScores() {
    var numbers = SeededNumbers(seed: 4)
    let input = TestInput([9, 21], from: &numbers, scale: 4)
    let outcome = runOnTape([input]) { tape, x in
      let teacher = tape.constant(input.values.map { $0 + 3 }, shape: input.shape)
      return tape.softCrossEntropy(x[0], teacher: teacher, temperature: 2).loss
    }
    #expect(abs(outcome.value[0]) < 1e-6)
    #expect(outcome.gradients[0].allSatisfy { abs($0) < 1e-6 })
  }

  @Test("huge scores give finite losses, and what is no number is not hidden")
  func extremes() {
    func loss(_ scores: [Float]) -> Float {
      let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
      let teacher = tape.constant([0, 1e4], shape: [1, 2])
      return tape.softCrossEntropy(
        tape.constant(scores, shape: [1, 2]), teacher: teacher, temperature: 1
      ).mean
    }
    #expect(abs(loss([1e4, 0]) - 1e4) < 1)
    #expect(loss([0, .nan]).isNaN)
  }

  /// Rows, the student's width, the teacher's, classes; the last one's scores take two chunks.
  static let tables = [[1, 1, 2, 3], [17, 6, 3, 33], [3, 2, 1, 1 << 22]]

  @Test("soft cross-entropy over a table is that of its scores", arguments: tables)
  func table(size: [Int]) {
    let (rows, classes) = (size[0], size[3])
    var numbers = SeededNumbers(seed: 5)
    let inputs = [size[1], size[2]].flatMap { width in
      [
        TestInput([rows, width], from: &numbers, scale: 2),
        TestInput([classes, width], repeated(&numbers, classes * width)),
        TestInput([classes], repeated(&numbers, classes)),
      ]
    }
    func outcome(_ loss: (Tape, [Variable], [Variable]) -> MeanLoss) -> TapeOutcome {
      runOnTape(Array(inputs[..<3]), threads: 2) { tape, x in
        loss(tape, x, inputs[3...].map { tape.constant($0.values, shape: $0.shape) }).loss
      }
    }
    let found = outcome { tape, x, teacher in
      tape.softCrossEntropy(
        TableScores(x[0], table: x[1], bias: x[2]),
        teacher: TableScores(teacher[0], table: teacher[1], bias: teacher[2]), temperature: 2)
    }
    let wanted = outcome { tape, x, teacher in
      tape.softCrossEntropy(
        tape.linear(x[0], weight: x[1], bias: x[2]),
        teacher: tape.linear(teacher[0], weight: teacher[1], bias: teacher[2]), temperature: 2)
    }
    #expect(found.value[0] > 1e-3)
    #expect(abs(found.value[0] - wanted.value[0]) < 1e-6 * wanted.value[0])
    for (one, other) in zip(found.gradients, wanted.gradients) {
      #expect(largestDifference(one, other) < 1e-6)
    }
  }

  /// Drawing millions of numbers takes long; a few thousand, over and over, do as well.
  private func repeated(_ numbers: inout SeededNumbers, _ count: Int) -> [Float] {
    let pool = numbers.floats(min(count, 4_093))
    var all: [Float] = []
    all.reserveCapacity(count)
    while all.count < count { all += pool.prefix(count - all.count) }
    return all
  }

  /// The largest difference over the largest wanted number.
  private func largestDifference(_ found: [Float], _ wanted: [Float]) -> Float {
    var (worst, largest) = (Float.zero, Float.leastNormalMagnitude)
    for index in wanted.indices {
      worst = max(worst, abs(found[index] - wanted[index]))
      largest = max(largest, abs(wanted[index]))
    }
    return worst / largest
  }
}
