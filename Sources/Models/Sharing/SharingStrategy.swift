public import Spec

/// A way for layers to share parameters: a pure function from places to the places that own them.
///
/// One law covers all strategies: the owner of an owner is itself. Counts, ties, names and
/// initialisation follow from it.
public protocol SharingStrategy: Sendable {
  /// The name in a spec, with the options that the strategy has.
  static var variant: OptionVariant { get }

  /// Whether weight matrices are held as local tensors of a matrix product operator.
  static var isFactorised: Bool { get }

  /// Whether the strategy means little without adapters, so that a spec must say what they are.
  static var needsAdapter: Bool { get }

  /// What shared places and adapters take from a donor.
  var start: SharedStart { get }

  /// Whether each layer has a term of its own on the main diagonal of every matrix.
  var hasDiagonal: Bool { get }

  /// The bottleneck adapters of each layer's own, if there are any.
  var bottleneck: Bottleneck? { get }

  /// Makes the strategy for an encoder of `layers` layers from canonical options.
  init(options: Value, layers: Int)

  /// Whether layers may share this place; such a parameter's name carries no layer's number.
  func shares(_ slot: ParameterSlot) -> Bool

  /// The place whose storage serves `slot`; the slot itself where it isn't shared.
  func owner(of slot: ParameterSlot) -> ParameterSlot
}

extension SharingStrategy {
  public static var needsAdapter: Bool { false }
  public var start: SharedStart { SharedStart() }
  public var hasDiagonal: Bool { false }
  public var bottleneck: Bottleneck? { nil }
}

/// What places that layers share, and adapters, take from a donor.
///
/// The choices of Relaxed Recursive Transformers (arXiv 2410.20672, section 2).
public struct SharedStart: Sendable, Hashable {
  /// Which of the donor's layers a shared place takes.
  public enum Weights: String, Sendable, CaseIterable {
    /// The one that the first layer it serves would take by itself.
    case first
    /// Layers at even intervals, the donor's first and last among them.
    case stepwise
    /// The mean over the layers that it serves.
    case average
    /// The donor's lowest layers, one after the other.
    case lower
  }

  /// What low-rank terms start as.
  public enum Adapters: String, Sendable, CaseIterable {
    /// Nothing: up is zero.
    case zero
    /// The best approximation of what sharing takes from the donor's layer.
    case residual
  }

  public var weights: Weights
  public var adapters: Adapters

  public init(_ weights: Weights = .first, adapters: Adapters = .zero) {
    (self.weights, self.adapters) = (weights, adapters)
  }
}

/// A narrow network that is added to what enters a block: x + up · GELU(down · x), perhaps with a
/// normalisation after it.
public struct Bottleneck: Sendable, Hashable {
  /// The hidden size over the width of its inner layer.
  public var reduction: Int
  public var hasNorm: Bool

  /// The width of its inner layer, at least 1.
  public func width(hidden: Int) -> Int { max(1, hidden / reduction) }
}
