import Tensors
import TestSupport
import Testing

@Suite struct AttentionTests {
  static let batches = [[1], [1, 1, 1], [17, 1, 2], [2, 0, 3], [33]]
  static let hidden = 6

  @Test(arguments: batches, [1, 2, 3, 6])
  func raggedSequences(lengths: [Int], heads: Int) {
    check(lengths, heads: heads, seed: 1, dropout: nil)
  }

  @Test(arguments: batches, [2, 3] as [UInt64])
  func withDropout(lengths: [Int], seed: UInt64) {
    let site = RandomSite(seed: seed, step: 5, site: 6)
    check(lengths, heads: 2, seed: seed, dropout: Dropout(rate: 0.4, site: site))
  }

  @Test func sequencesDoNotSeeEachOther() {
    var numbers = SeededNumbers(seed: 4)
    let first = (0..<3).map { _ in numbers.floats(4 * Self.hidden) }
    let values = [1, 2].map { _ in
      let inputs = first.map { TestInput([9, Self.hidden], $0 + numbers.floats(5 * Self.hidden)) }
      return run(inputs, lengths: [4, 5]).value
    }
    #expect(values[0][..<(4 * Self.hidden)] == values[1][..<(4 * Self.hidden)])
    #expect(values[0] != values[1])
  }

  @Test func oneSequenceIsTheSameInAnyBatch() {
    var numbers = SeededNumbers(seed: 5)
    let first = (0..<3).map { _ in numbers.floats(4 * Self.hidden) }
    let alone = run(first.map { TestInput([4, Self.hidden], $0) }, lengths: [4])
    let behind = run(
      first.map { TestInput([7, Self.hidden], numbers.floats(3 * Self.hidden) + $0) },
      lengths: [3, 4])
    #expect(Array(behind.value.suffix(4 * Self.hidden)) == alone.value)
  }

  @Test func hugeScoresStayFinite() {
    let inputs = (0..<3).map { _ in TestInput([3, 2], [1e4, -1e4, 3e3, 1e4, -1e4, 1e3]) }
    let outcome = runOnTape(inputs) { tape, x in
      tape.attention(
        query: x[0], key: x[1], value: x[2], sequences: Sequences(offsets: [0, 3]), heads: 1,
        dropout: nil)
    }
    #expect(outcome.value.allSatisfy { $0.isFinite })
    #expect(outcome.gradients.joined().allSatisfy { $0.isFinite })
  }

  private func offsets(_ lengths: [Int]) -> [Int] {
    lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
  }

  private func run(_ inputs: [TestInput], lengths: [Int]) -> TapeOutcome {
    runOnTape(inputs) { tape, x in
      tape.attention(
        query: x[0], key: x[1], value: x[2], sequences: Sequences(offsets: offsets(lengths)),
        heads: 2, dropout: nil)
    }
  }

  /// Lengths of sequences, and how many queries each has of its own.
  static let ownQueries = [
    [[3], [1]], [[17, 1, 2], [1, 1, 1]], [[5, 4, 6], [2, 0, 9]], [[1, 33], [0, 2]],
  ]

  @Test(arguments: ownQueries, [0, 0.4] as [Float])
  func queriesOfTheirOwn(lengths: [[Int]], rate: Float) {
    let dropout = Dropout(rate: rate, site: RandomSite(seed: 1, step: 2, site: 3))
    check(lengths[0], queries: lengths[1], heads: 2, seed: 6, dropout: rate > 0 ? dropout : nil)
  }

  @Test func whereNobodyAsksNothingIsLearned() {
    var numbers = SeededNumbers(seed: 7)
    let inputs = [3, 9, 9].map { TestInput([$0, Self.hidden], from: &numbers) }
    let outcome = runOnTape(inputs) { tape, x in
      tape.attention(
        query: x[0], key: x[1], value: x[2], sequences: Sequences(offsets: [0, 4, 9]),
        queries: Sequences(offsets: [0, 0, 3]), heads: 2, dropout: nil)
    }
    for gradient in outcome.gradients[1...] {
      #expect(gradient[..<(4 * Self.hidden)].allSatisfy { $0 == 0 })
      #expect(gradient[(4 * Self.hidden)...].allSatisfy { $0 != 0 })
    }
  }

  private func check(
    _ lengths: [Int], queries: [Int]? = nil, heads: Int, seed: UInt64, dropout: Dropout?
  ) {
    var numbers = SeededNumbers(seed: seed)
    let asked = queries ?? lengths
    let inputs = [asked, lengths, lengths].map {
      TestInput([$0.reduce(0, +), Self.hidden], from: &numbers, scale: 2)
    }
    let count = zip(asked, lengths).reduce(0) { $0 + heads * $1.0 * $1.1 }
    let mask = dropout.map { dropoutMask(count, $0) }
    expectAgreement(inputs, samples: 8) { point in
      Reference.attention(
        point[0], point[1], point[2], lengths: lengths, queries: queries, heads: heads,
        hidden: Self.hidden, mask: mask)
    } operation: { tape, x in
      tape.attention(
        query: x[0], key: x[1], value: x[2], sequences: Sequences(offsets: offsets(lengths)),
        queries: queries.map { Sequences(offsets: offsets($0)) }, heads: heads,
        dropout: dropout)
    }
  }
}
