import Tensors
import TestSupport
import Testing

@Suite("the distance of attention")
struct AttentionDistanceTests {
  static let batches = [[1], [1, 1, 1], [17, 1, 2], [2, 0, 3], [33]]

  /// Queries and keys of a student, then those of a teacher.
  private func inputs(_ lengths: [Int], _ widths: [Int], seed: UInt64) -> [TestInput] {
    var numbers = SeededNumbers(seed: seed)
    return widths.flatMap { width in
      (0..<2).map { _ in TestInput([lengths.reduce(0, +), width], from: &numbers, scale: 2) }
    }
  }

  private func distance(
    _ tape: Tape, _ x: [Variable], _ teacher: ArraySlice<TestInput>, _ lengths: [Int], heads: Int
  ) -> MeanLoss {
    let wanted = teacher.map { tape.constant($0.values, shape: $0.shape) }
    return tape.attentionDistance(
      AttentionScores(query: x[0], key: x[1], heads: heads),
      teacher: AttentionScores(query: wanted[0], key: wanted[1], heads: heads),
      sequences: Sequences(lengths: lengths))
  }

  @Test(
    "is the mean divergence over heads and tokens, of a teacher of any width",
    arguments: batches, [1, 2, 3])
  func agreement(lengths: [Int], heads: Int) {
    let inputs = inputs(lengths, [6, 12], seed: 1)
    let wanted = inputs[2...].map { $0.values.map { Double($0) } }
    let shares = Reference.attentionShares(wanted[0], wanted[1], lengths: lengths, heads: heads)
    expectAgreement(Array(inputs[..<2]), samples: 8) { point in
      let own = Reference.attentionShares(point[0], point[1], lengths: lengths, heads: heads)
      let losses = zip(shares, own).map { Reference.divergence($0, $1) }
      return [losses.reduce(0, +) / Double(losses.count)]
    } operation: { tape, x in
      distance(tape, x, inputs[2...], lengths, heads: heads).loss
    }
  }

  @Test("is none to one's own attention")
  func same() {
    let inputs = inputs([5, 9], [8], seed: 2)
    let outcome = runOnTape(inputs) { tape, x in
      distance(tape, x, inputs[...], [5, 9], heads: 2).loss
    }
    #expect(abs(outcome.value[0]) < 1e-6)
    #expect(outcome.gradients.joined().allSatisfy { abs($0) < 1e-6 })
  }

  @Test("has the same bits for any number of threads", arguments: [2, 3])
  func threads(threads: Int) {
    let lengths = [1, 33, 17, 39]
    let inputs = inputs(lengths, [24, 24], seed: 3)
    let bits = [1, threads].map { threads in
      runOnTape(Array(inputs[..<2]), threads: threads) { tape, x in
        distance(tape, x, inputs[2...], lengths, heads: 3).loss
      }.bits
    }
    #expect(bits[0] == bits[1])
  }
}
