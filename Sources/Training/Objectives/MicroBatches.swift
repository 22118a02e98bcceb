internal import Models
internal import Tensors

extension ScoredBatch {
  /// Cuts the batch into runs of sequences, as equal in number as can be, and leaves out runs
  /// without a scored row.
  ///
  /// - Parameter count: Number of runs, at most that of the sequences; 1 for the batch itself.
  func cut(into count: Int) -> [ScoredBatch] {
    guard count > 1 else { return [self] }
    let sequences = tokens.sequences.offsets.count - 1
    return (0..<count).map { part in
      run(of: part * sequences / count..<(part + 1) * sequences / count)
    }.filter { $0.rows > 0 }
  }

  private func run(of sequences: Range<Int>) -> ScoredBatch {
    let offsets = tokens.sequences.offsets[sequences.lowerBound...sequences.upperBound]
    let start = tokens.sequences.offsets[sequences.lowerBound]
    let pieces = start..<tokens.sequences.offsets[sequences.upperBound]
    let part = PackedTokens(
      ids: Array(tokens.ids[pieces]), segments: Array(tokens.segments[pieces]),
      positions: Array(tokens.positions[pieces]), offsets: offsets.map { $0 - start })
    return ScoredBatch(tokens: part, goal: goal.part(ofSequences: sequences, tokens: pieces))
  }
}
