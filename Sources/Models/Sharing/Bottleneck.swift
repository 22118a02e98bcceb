/// A narrow network that is added to what enters a block: x + up · GELU(down · x), perhaps with a
/// normalisation after it.
public struct Bottleneck: Sendable, Hashable {
  /// The hidden size over the width of its inner layer.
  public var reduction: Int
  public var hasNorm: Bool

  /// The width of its inner layer, at least 1.
  public func width(hidden: Int) -> Int { max(1, hidden / reduction) }
}
