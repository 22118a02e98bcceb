import Testing

@testable import Datasets

/// A split of `count` sequences of one to seven tokens, labelled by their number.
func sampleSplit(_ count: Int, vocabularySize: Int32 = 50) -> EncodedSplit {
  var (ids, offsets): ([Int32], [Int]) = ([], [0])
  for sequence in 0..<count {
    ids.append(2)
    for piece in 0..<(sequence % 7) {
      ids.append(5 + Int32(sequence * 31 + piece * 7) % (vocabularySize - 5))
    }
    ids.append(3)
    offsets.append(ids.count)
  }
  return EncodedSplit(
    ids: ids, offsets: offsets, segments: ids.map { UInt8($0 % 2) },
    labels: (0..<count).map { Int32($0) })
}

@Suite("batches")
struct BatchTests {
  @Test("every epoch sees every example once", arguments: [1, 2, 17, 64, 100], [1, 4, 150])
  func coverage(count: Int, size: Int) {
    let order = BatchOrder(exampleCount: count, batchSize: size, seed: 7)
    let seen = (0..<3 * count).flatMap { order.examples(step: $0) }.prefix(3 * count)
    for epoch in 0..<3 {
      let part = seen[(epoch * count)..<((epoch + 1) * count)]
      #expect(part.sorted() == Array(0..<count))
    }
  }

  @Test("a step's examples depend on the seed and the step alone")
  func purity() {
    let order = BatchOrder(exampleCount: 1_000, batchSize: 32, seed: 1)
    let late = order.examples(step: 77)
    _ = order.examples(step: 3)
    #expect(BatchOrder(exampleCount: 1_000, batchSize: 32, seed: 1).examples(step: 77) == late)
    #expect(BatchOrder(exampleCount: 1_000, batchSize: 32, seed: 2).examples(step: 77) != late)
    #expect(order.examples(step: 78) != late)
    // The batch size only cuts the same order differently.
    let halves = BatchOrder(exampleCount: 1_000, batchSize: 16, seed: 1)
    #expect(halves.examples(step: 154) + halves.examples(step: 155) == late)
  }

  @Test("the order is shuffled: neighbours are no closer than by chance")
  func shuffled() {
    let order = BatchOrder(exampleCount: 10_000, batchSize: 10_000, seed: 3).examples(step: 0)
    let distance = zip(order, order.dropFirst()).reduce(0) { $0 + abs($1.0 - $1.1) } / 9_999
    // A third of the range, with a standard deviation of about 24.
    #expect((3_200...3_470).contains(distance))
    let unmoved = order.enumerated().count { $0.offset == $0.element }
    #expect(unmoved < 10)
  }

  @Test("a batch is its examples, end to end")
  func contents() {
    let split = sampleSplit(20)
    let batch = split.batch([9, 2, 9])
    #expect(batch.examples == [9, 2, 9] && batch.labels == [9, 2, 9])
    #expect(batch.offsets == [0, 4, 8, 12])
    #expect(batch.positions == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
    #expect(Array(batch.ids[4..<8]) == Array(split.ids[split.offsets[2]..<split.offsets[3]]))
    #expect(batch.segments == batch.ids.map { $0 % 2 })
    let plain = EncodedSplit(ids: [2, 3], offsets: [0, 2], segments: nil, labels: nil)
    #expect(plain.batch([0]).segments == [0, 0] && plain.batch([0]).labels.isEmpty)
  }

  @Test("evaluation sees every example in order")
  func evaluation() {
    let batches = sampleSplit(10).evaluationBatches(size: 4)
    #expect(batches == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]])
  }
}
