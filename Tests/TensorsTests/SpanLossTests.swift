import Tensors
import TestSupport
import Testing

@Suite("the loss of spans")
struct SpanLossTests {
  static let batches = [[1], [4], [3, 1, 7], [33, 2, 90]]

  private func ends(_ lengths: [Int], _ numbers: inout SeededNumbers) -> [Int32] {
    lengths.map { Int32.random(in: 0..<Int32($0), using: &numbers) }
  }

  @Test("is half of both ends' cross-entropy over each sequence", arguments: batches)
  func agreement(lengths: [Int]) {
    var numbers = SeededNumbers(seed: 1)
    let (starts, ends) = (ends(lengths, &numbers), ends(lengths, &numbers))
    expectAgreement([TestInput([lengths.reduce(0, +), 2], from: &numbers, scale: 4)]) { point in
      [Reference.span(point[0], lengths: lengths, starts: starts, ends: ends)]
    } operation: { tape, x in
      tape.spanLoss(x[0], sequences: Sequences(lengths: lengths), starts: starts, ends: ends).loss
    }
  }

  @Test("reports the best positions, and where both are right")
  func hits() {
    let tape = Tape(arena: Arena(), workers: Workers(threads: 1), recording: false)
    let logits = tape.constant([0, 5, 3, 1, 3, 2, /* */ 9, 1, 2, 8], shape: [5, 2])
    func outcome(_ starts: [Int32], _ ends: [Int32]) -> SpanLoss {
      tape.spanLoss(logits, sequences: Sequences(lengths: [3, 2]), starts: starts, ends: ends)
    }
    let found = outcome([1, 0], [0, 1])
    #expect(found.bestStarts == [1, 0] && found.bestEnds == [0, 1])
    #expect(found.correct == 2 && found.loss.numbers == [found.mean])
    #expect(outcome([1, 0], [2, 1]).correct == 1)
    #expect(outcome([0, 1], [0, 1]).correct == 0)
  }

  @Test("has the same bits for any number of threads", arguments: [2, 3])
  func threads(threads: Int) {
    var numbers = SeededNumbers(seed: 2)
    let lengths = (1...40).map { $0 % 9 + 1 }
    let (starts, ends) = (ends(lengths, &numbers), ends(lengths, &numbers))
    let input = TestInput([lengths.reduce(0, +), 2], from: &numbers)
    let bits = [1, threads].map { threads in
      runOnTape([input], threads: threads) { tape, x in
        tape.spanLoss(x[0], sequences: Sequences(lengths: lengths), starts: starts, ends: ends)
          .loss
      }.bits
    }
    #expect(bits[0] == bits[1])
  }
}

extension Sequences {
  init(lengths: [Int]) {
    self.init(offsets: lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) })
  }
}
