/// A depth and a sequence length at MiniLM's width, for measuring how training's cost grows.
public struct ScalingPoint: Hashable, Sendable {
  /// The depth at which lengths vary, and the length at which depths vary.
  private static let usual = (layers: 12, sequence: 128)

  /// Name of the sharing strategy.
  public let sharing: String
  public let layers: Int
  /// Length of every sequence in tokens.
  public let sequence: Int

  /// Lists the depths at the usual length, then the lengths at the usual depth.
  public static func all(sharing: String, layers: [Int], sequences: [Int]) -> [ScalingPoint] {
    let depths = layers.map {
      ScalingPoint(sharing: sharing, layers: $0, sequence: usual.sequence)
    }
    let lengths = sequences.map {
      ScalingPoint(sharing: sharing, layers: usual.layers, sequence: $0)
    }
    return depths + lengths.filter { !depths.contains($0) }
  }

  /// Makes the workload of the point.
  ///
  /// - Parameter tokens: Number of tokens of a batch, rounded down to whole sequences, at least
  ///   one.
  public func workload(tokens: Int) -> TrainingWorkload {
    .minilm(
      layers: layers, sharing: sharing, batch: max(1, tokens / sequence), length: sequence)
  }
}
