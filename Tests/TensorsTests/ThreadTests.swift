import Tensors
import TestSupport
import Testing

/// Any number of threads gives the same result to the bit.
@Suite struct ThreadTests {
  @Test func everyTileRunsOnce() {
    for (threads, count) in [(1, 5), (2, 5), (2, 1), (3, 100), (4, 0)] {
      var calls = [Int](repeating: 0, count: count)
      calls.withUnsafeMutableBufferPointer { calls in
        Workers(threads: threads).forEach(count) { calls[$0] += 1 }
      }
      #expect(calls.allSatisfy { $0 == 1 })
    }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 200])
  func rangesCoverEverythingOnce(count: Int) {
    var calls = [Int](repeating: 0, count: count)
    calls.withUnsafeMutableBufferPointer { calls in
      Workers(threads: 2).forEachRange(of: count, by: 64) { range in
        for index in range { calls[index] += 1 }
      }
    }
    #expect(calls.allSatisfy { $0 == 1 })
  }

  @Test func linear() {
    var numbers = SeededNumbers(seed: 1)
    let inputs = [
      TestInput([300, 257], from: &numbers), TestInput([129, 257], from: &numbers),
      TestInput([129], from: &numbers),
    ]
    expectSameBits(inputs) { tape, x in tape.linear(x[0], weight: x[1], bias: x[2]) }
  }

  @Test func attention() {
    var numbers = SeededNumbers(seed: 2)
    let inputs = (0..<3).map { _ in TestInput([90, 24], from: &numbers) }
    let dropout = Dropout(rate: 0.2, site: RandomSite(seed: 1, step: 1, site: 1))
    expectSameBits(inputs) { tape, x in
      tape.attention(
        query: x[0], key: x[1], value: x[2], sequences: Sequences(offsets: [0, 1, 34, 51, 90]),
        heads: 3, dropout: dropout)
    }
  }

  @Test func layerNorm() {
    var numbers = SeededNumbers(seed: 3)
    let inputs = [
      TestInput([200, 129], from: &numbers), TestInput([129], from: &numbers),
      TestInput([129], from: &numbers), TestInput([200, 129], from: &numbers),
    ]
    expectSameBits(inputs) { tape, x in
      tape.layerNorm(
        x[0], adding: x[3], scale: x[1], shift: x[2], epsilon: 1e-12, dropout: nil)
    }
  }

  @Test func crossEntropy() {
    var numbers = SeededNumbers(seed: 4)
    let labels = (0..<200).map { Int32($0 % 17) }
    expectSameBits([TestInput([200, 17], from: &numbers, scale: 4)]) { tape, x in
      tape.crossEntropy(logits: x[0], labels: labels).loss
    }
  }

  @Test func softCrossEntropy() {
    var numbers = SeededNumbers(seed: 6)
    let teacher = numbers.floats(200 * 17, scale: 4)
    expectSameBits([TestInput([200, 17], from: &numbers, scale: 4)]) { tape, x in
      tape.softCrossEntropy(
        x[0], teacher: tape.constant(teacher, shape: [200, 17]), temperature: 2
      ).loss
    }
  }

  @Test func distanceOfStates() {
    var numbers = SeededNumbers(seed: 7)
    let target = numbers.floats(300 * 65)
    expectSameBits([TestInput([300, 65], from: &numbers)]) { tape, x in
      tape.meanSquaredDistance(x[0], to: tape.constant(target, shape: [300, 65])).loss
    }
  }

  @Test(arguments: [GELUForm.exact, .tanh])
  func gelu(form: GELUForm) {
    var numbers = SeededNumbers(seed: 5)
    expectSameBits([TestInput([40_001], from: &numbers, scale: 5)]) { tape, x in
      tape.gelu(x[0], form)
    }
  }

  @Test func scaledRows() {
    var numbers = SeededNumbers(seed: 8)
    let inputs = [TestInput([300, 129], from: &numbers), TestInput([300], from: &numbers)]
    expectSameBits(inputs) { tape, x in tape.scaledRows(x[0], by: x[1]) }
  }

  /// Matrices that are one tile, and such that are several.
  @Test(arguments: [[7, 5, 9, 11], [3, 90, 70, 110]])
  func batchedProduct(size: [Int]) {
    var numbers = SeededNumbers(seed: 9)
    let inputs = [
      TestInput([size[0], size[1], size[2]], from: &numbers),
      TestInput([size[0], size[2], size[3]], from: &numbers),
    ]
    expectSameBits(inputs) { tape, x in tape.batchedProduct(x[0], x[1]) }
  }

  @Test func gathered() {
    var numbers = SeededNumbers(seed: 10)
    let count = 40_001
    let gathering = Gathering(
      indices: (0..<count).map { Int32($0 * 7 % 301) }, factors: numbers.floats(count))
    expectSameBits([TestInput([301], from: &numbers)]) { tape, x in
      tape.gathered(x[0], gathering, shape: [count])
    }
  }

  private func expectSameBits(
    _ inputs: [TestInput], sourceLocation: SourceLocation = #_sourceLocation,
    _ operation: (Tape, [Variable]) -> Variable
  ) {
    let one = runOnTape(inputs, threads: 1, operation)
    #expect(one.gradients.joined().contains { $0 != 0 }, sourceLocation: sourceLocation)
    for (threads, together) in [(2, false), (3, false), (2, true), (3, true)] {
      let more = runOnTape(inputs, threads: threads, together: together, operation)
      #expect(more.bits == one.bits, "\(threads) threads", sourceLocation: sourceLocation)
    }
  }
}
