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

  /// Makes the strategy for an encoder of `layers` layers from canonical options.
  init(options: Value, layers: Int)

  /// Whether layers may share this place; such a parameter's name carries no layer's number.
  func shares(_ slot: ParameterSlot) -> Bool

  /// The place whose storage serves `slot`; the slot itself where it isn't shared.
  func owner(of slot: ParameterSlot) -> ParameterSlot
}
