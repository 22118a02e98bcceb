/// Sequences laid end to end; padding never exists.
package struct Batch: Hashable, Sendable {
  /// Which examples of the split these are, one for each sequence.
  package let examples: [Int]
  package let ids: [Int32]
  /// 0 or 1 for each piece.
  package let segments: [Int32]
  /// Each piece's place in its own sequence, from 0.
  package let positions: [Int32]
  /// Sequence `i` is `ids[offsets[i]..<offsets[i + 1]]`.
  package let offsets: [Int]
  /// One for each sequence; empty where the split has none.
  package let labels: [Int32]
  /// One for each sequence; empty where the split has none.
  package let scores: [Float]
  /// The places in each sequence of an answer's first piece and of its last one, both 0 where it
  /// holds none; empty where the split has no questions.
  package let starts, ends: [Int32]
}

extension EncodedSplit {
  /// The examples with these numbers, in this order.
  package func batch(_ examples: [Int]) -> Batch {
    var (batchIDs, batchSegments): ([Int32], [Int32]) = ([], [])
    var (positions, batchOffsets): ([Int32], [Int]) = ([], [0])
    for example in examples {
      let pieces = offsets[example]..<offsets[example + 1]
      batchIDs += ids[pieces]
      if let segments {
        batchSegments += segments[pieces].map { Int32($0) }
      } else {
        batchSegments += repeatElement(0, count: pieces.count)
      }
      positions += (0..<Int32(pieces.count))
      batchOffsets.append(batchIDs.count)
    }
    return Batch(
      examples: examples, ids: batchIDs, segments: batchSegments, positions: positions,
      offsets: batchOffsets, labels: labels.map { all in examples.map { all[$0] } } ?? [],
      scores: scores.map { all in examples.map { all[$0] } } ?? [],
      starts: spans.map { all in examples.map { all.windows[$0].start } } ?? [],
      ends: spans.map { all in examples.map { all.windows[$0].end } } ?? [])
  }

  /// Every example once, in order, in batches of `size`; the last may be smaller.
  package func evaluationBatches(size: Int) -> [[Int]] {
    precondition(size > 0)
    return stride(from: 0, to: count, by: size).map { Array($0..<min($0 + size, count)) }
  }
}
