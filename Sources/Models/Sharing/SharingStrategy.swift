package import Options

/// A way for layers to share parameters: which layer's parameters every layer uses, and which of
/// its parameters are a layer's own all the same.
///
/// One law covers all strategies: the owner of an owner is itself. Counts, ties, names and
/// initialisation follow from it.
package protocol SharingStrategy: NamedOptionSet {
  /// For each layer, the first one that has the same parameters where these are shared.
  func owners(layers: Int) -> [Int]

  /// Whether layers may share this place; asked of all but adapters, which are each layer's own.
  func shares(_ slot: ParameterSlot) -> Bool

  /// Whether the name of a shared tensor tells which group of layers it is of.
  func numbersGroups(layers: Int) -> Bool

  /// Whether weight matrices are held as local tensors of a matrix product operator.
  var isFactorised: Bool { get }

  /// Whether the strategy means little without adapters, so that a spec must say what they are.
  var needsAdapter: Bool { get }

  /// What shared places and adapters take from a donor.
  var start: SharedStart { get }

  /// Whether each layer has a term of its own on the main diagonal of every matrix.
  var hasDiagonal: Bool { get }

  /// The bottleneck adapters of each layer's own, if there are any.
  var bottleneck: Bottleneck? { get }
}

extension SharingStrategy {
  package func owners(layers: Int) -> [Int] { Array(repeating: 0, count: layers) }
  package func shares(_ slot: ParameterSlot) -> Bool { true }
  package func numbersGroups(layers: Int) -> Bool { Set(owners(layers: layers)).count > 1 }
  package var isFactorised: Bool { false }
  package var needsAdapter: Bool { false }
  package var start: SharedStart { .plain }
  package var hasDiagonal: Bool { false }
  package var bottleneck: Bottleneck? { nil }

  /// The name in a spec.
  package var name: String { Self.name }
}
