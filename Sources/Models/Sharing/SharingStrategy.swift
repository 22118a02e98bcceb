public import Options

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
