/// A depth and a sequence length at MiniLM's width, to see how training's cost grows with either.
public struct ScalingPoint: Hashable, Sendable {
  /// Where the two axes cross.
  private static let usual = (layers: 12, sequence: 128)

  /// A strategy's name.
  public let sharing: String
  public let layers: Int
  /// Tokens of every sequence.
  public let sequence: Int

  /// The depths at the usual length, then the lengths at the usual depth.
  public static func all(sharing: String, layers: [Int], sequences: [Int]) -> [ScalingPoint] {
    let depths = layers.map {
      ScalingPoint(sharing: sharing, layers: $0, sequence: usual.sequence)
    }
    let lengths = sequences.map {
      ScalingPoint(sharing: sharing, layers: usual.layers, sequence: $0)
    }
    return depths + lengths.filter { !depths.contains($0) }
  }

  /// Batches of as many sequences as have so many tokens, at least one.
  public func workload(tokens: Int) -> TrainingWorkload {
    .minilm(
      layers: layers, sharing: sharing, batch: max(1, tokens / sequence), length: sequence)
  }
}
