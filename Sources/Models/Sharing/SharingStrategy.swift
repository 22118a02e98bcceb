package import Options

/// A way for layers to share parameters: which layer's parameters every layer uses, and which of
/// its parameters are a layer's own all the same.
///
/// One law covers all strategies: the owner of an owner is itself. Counts, ties, names and
/// initialisation follow from it.
package protocol SharingStrategy: NamedOptionSet {
  /// Returns for each layer the first one that has the same parameters where these are shared,
  /// [layers].
  func owners(layers: Int) -> [Int]

  /// Whether layers may share this slot; asked of all but adapters, which are each layer's own.
  func shares(_ slot: ParameterSlot) -> Bool

  /// Whether the names of shared tensors contain the number of their group of layers.
  func numbersGroups(layers: Int) -> Bool

  /// Whether weight matrices are held as local tensors of a matrix product operator.
  var isFactorised: Bool { get }

  /// Whether a spec must describe the adapters, as the strategy means little without them.
  var needsAdapter: Bool { get }

  /// The values that shared parameters and adapters take from a donor.
  var start: SharedStart { get }

  /// Whether each layer adds a term of its own to the main diagonal of every matrix.
  var hasDiagonal: Bool { get }

  /// The form of each layer's own bottleneck adapters; nil where there are none.
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
