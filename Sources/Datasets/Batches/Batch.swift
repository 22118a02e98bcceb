/// Sequences laid end to end, without padding.
package struct Batch: Hashable, Sendable {
  /// Index in the split of each sequence's example [sequences].
  package let examples: [Int]
  /// Token ids [tokens].
  package let ids: [Int32]
  /// Segment of each token, 0 or 1 [tokens].
  package let segments: [Int32]
  /// Position of each token in its sequence, from 0 [tokens].
  package let positions: [Int32]
  /// Offsets of the sequences in ``ids`` [sequences + 1]: sequence `i` is
  /// `ids[offsets[i]..<offsets[i + 1]]`.
  package let offsets: [Int]
  /// Class of each sequence [sequences]; empty where the split has none.
  package let labels: [Int32]
  /// Score of each sequence [sequences]; empty where the split has none.
  package let scores: [Float]
  /// Positions of an answer's first and last token in its sequence [sequences], both 0 where it
  /// holds none; empty where the split has no questions.
  package let starts, ends: [Int32]
}

extension EncodedSplit {
  /// Makes a batch of the examples with these indices, in this order.
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

  /// Returns the indices of all examples, in order, in batches of `size`; the last may be smaller.
  package func evaluationBatches(size: Int) -> [[Int]] {
    precondition(size > 0)
    return stride(from: 0, to: count, by: size).map { Array($0..<min($0 + size, count)) }
  }
}
