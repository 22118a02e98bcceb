package import Options

/// A way for layers to share parameters: how matrices are made of parameters, which layer's every
/// layer uses, and which are a layer's own all the same.
///
/// One law covers all strategies: the owner of an owner is itself. Counts, ties, names and
/// initialisation follow from it.
package protocol SharingStrategy: NamedOptionSet {
  /// Returns for each layer the first one that has the same parameters where these are shared,
  /// [layers].
  func owners(layers: Int) -> [Int]

  /// Whether layers may share this slot; not asked of adapters, which no strategy shares.
  func shares(_ slot: ParameterSlot) -> Bool

  /// Whether the names of shared tensors contain the number of their group of layers.
  func numbersGroups(layers: Int) -> Bool

  /// Whether weight matrices are held as local tensors of a matrix product operator.
  var isFactorised: Bool { get }

  /// Whether a spec must describe the adapters, as the strategy means little without them.
  var needsAdapter: Bool { get }

  /// The values that shared parameters and adapters take from a donor.
  var start: SharedStart { get }

  /// Returns how a matrix is made of parameters; which layer's they are, ``owners(layers:)`` and
  /// ``shares(_:)`` say.
  func recipe(of position: MatrixPosition) -> Recipe

  /// Whether parts start as what comes nearest to all layers of a donor together.
  var fitsLayers: Bool { get }

  /// Returns the values of such parts of one kind of matrix, by their owners.
  func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]]

  /// The matrices whose parts are fitted to what enters them, where there are data to calibrate
  /// on; none where inputs change nothing.
  var calibratedMatrices: [MatrixKind] { get }

  /// What is wrong with the options together, and a hint what would be right; nil where nothing is.
  var contradiction: (problem: String, hint: String)? { get }

  /// The form of each layer's own bottleneck adapters; nil where there are none.
  var bottleneck: Bottleneck? { get }

  /// The core of layers that is gone through several times, where it is more than layers with the
  /// same parameters; nil where there is none.
  var loop: LayerLoop? { get }

  /// Returns the donor's layer that each layer corresponds to, [layers]; nil where the donor's are
  /// spread evenly.
  ///
  /// Where several layers correspond to one, only the first takes over what is its own.
  func sources(layers: Int, in donor: ModelDescription) -> [Int]?
}

extension SharingStrategy {
  package func owners(layers: Int) -> [Int] { Array(repeating: 0, count: layers) }
  package func shares(_ slot: ParameterSlot) -> Bool { true }
  package func numbersGroups(layers: Int) -> Bool { Set(owners(layers: layers)).count > 1 }
  package var isFactorised: Bool { false }
  package var needsAdapter: Bool { false }
  package var start: SharedStart { .plain }
  package var fitsLayers: Bool { false }
  package func fitted(to donor: DonorStack) -> [ParameterSlot: [Float]] { [:] }
  package var calibratedMatrices: [MatrixKind] { [] }
  package var contradiction: (problem: String, hint: String)? { nil }
  package var bottleneck: Bottleneck? { nil }
  package var loop: LayerLoop? { nil }
  package func sources(layers: Int, in donor: ModelDescription) -> [Int]? { nil }

  /// The whole matrix, with a low-rank term where it has one.
  package func recipe(of position: MatrixPosition) -> Recipe {
    position.withTerm(position.whole)
  }

  /// The name in a spec.
  package var name: String { Self.name }
}
