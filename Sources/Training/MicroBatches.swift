internal import Models
internal import Tensors

extension ScoredBatch {
  /// The batch as runs of its sequences, as equal in number as can be; runs without a scored row
  /// are left out.
  ///
  /// - Parameter count: 1 for the batch itself; no more than there are sequences.
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
    let goal = goal(of: sequences, pieces: pieces)
    return ScoredBatch(
      tokens: part, goal: goal, order: order.map { self.order($0, of: sequences, goal) },
      task: task)
  }

  /// A part counts by its share of the scored rows; the order's mean, by its share of sequences.
  private func order(
    _ order: SegmentOrder, of sequences: Range<Int>, _ goal: Goal
  ) -> SegmentOrder {
    let rowShare = Float(goal.rows) / Float(rows)
    let sequenceShare = Float(sequences.count) / Float(order.labels.count)
    return SegmentOrder(
      labels: Array(order.labels[sequences]), weight: order.weight * sequenceShare / rowShare)
  }

  private func goal(of sequences: Range<Int>, pieces: Range<Int>) -> Goal {
    switch goal {
    case .pieces(let targets, let rows):
      let scored = rows.indices.filter { pieces.contains(Int(rows[$0])) }
      return .pieces(
        scored.map { targets[$0] }, rows: scored.map { rows[$0] - Int32(pieces.lowerBound) })
    case .classes(let labels): return .classes(Array(labels[sequences]))
    case .scores(let scores): return .scores(Array(scores[sequences]))
    case .spans(let starts, let ends):
      return .spans(starts: Array(starts[sequences]), ends: Array(ends[sequences]))
    }
  }
}
