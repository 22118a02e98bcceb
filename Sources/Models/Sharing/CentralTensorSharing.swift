internal import MatrixProduct
package import Options

/// Layers share central tensors; auxiliary tensors and adapters stay each layer's own.
///
/// MPOBERT (arXiv 2303.16753, section 3.2.2); more than one group is its "+" form. Biases and norms
/// are tied by default, as in the paper's released code. A centre that is drawn and kept, starts
/// other than `first` and drawn tensors are our own.
package struct CentralTensorSharing: SharingStrategy {
  /// The tensors that layers share.
  package enum Tensors: String, Sendable, CaseIterable { case central, auxiliary }
  /// The vectors that layers share beside tensors.
  package enum Ties: String, Sendable, CaseIterable { case both, biases, norms, none }
  /// Whether central tensors learn, or are drawn once and kept.
  package enum Centre: String, Sendable, CaseIterable { case learned, random }
  /// What a group of layers takes from a donor whose layers differ.
  package enum Weights: String, Sendable, CaseIterable {
    /// Shared tensors of the group's first layer; each layer's own ones of its own chain.
    case first
    /// All tensors of the mean of the layers' matrices.
    case average
    /// The mean's, brought nearer to each layer's matrix by alternating least squares.
    case fit
  }
  /// Where initial tensors come from.
  package enum TensorStart: String, Sendable, CaseIterable {
    case donor
    case fanIn = "fan-in"
  }

  package static let name = "mpo"
  package static let about = "layers share the central tensor of each matrix (MPOBERT)"

  package var groups = 1
  package var shared = Tensors.central
  package var ties = Ties.both
  package var centre = Centre.learned
  package var weights = Weights.first
  /// Number of sweeps over all tensors, where ``weights`` fits them.
  package var sweeps = 20
  package var tensorStart = TensorStart.donor

  package static let options: [OptionProperty<CentralTensorSharing>] = [
    .option(
      "groups", \.groups, .integer(1...1024),
      "runs of adjacent layers, as equal as can be, each with central tensors of its own"),
    .option(
      "shares", \.shared, .choice,
      "which tensors are shared; auxiliary shares the small ones instead, for comparison"),
    .option("tie", \.ties, .choice, "what else the layers of a group share"),
    .option(
      "centre", \.centre, .choice,
      "central tensors: learned, or random ones that are drawn once and never learn"),
    .option(
      "weights", \.weights, .choice,
      "what a group takes from layers that differ: the first layer's, their mean, or a fit to all"),
    .option(
      "sweeps", \.sweeps, .integer(1...100_000),
      "sweeps of alternating least squares over all tensors, for weights: fit"),
    .option(
      "tensors", \.tensorStart, .choice,
      "initial tensors: the donor's, or drawn with a deviation by their fan-in"),
  ]

  package init() {}

  package var isFactorised: Bool { true }

  /// Divides layers into the groups asked for, at most one for each layer; their lengths differ by
  /// at most one.
  package func owners(layers: Int) -> [Int] {
    LayerOrder.sequence.owners(layers: layers, unique: groups)
  }

  package func shares(_ slot: ParameterSlot) -> Bool {
    if slot.isOfNorm { return ties == .both || ties == .norms }
    return switch slot.part.category {
    // A matrix that is held whole counts as a central tensor.
    case .central, .matrices: shared == .central
    case .auxiliary: shared == .auxiliary
    case .vectors: ties == .both || ties == .biases
    default: false
    }
  }

  /// What vectors and whole matrices that are shared take from a donor.
  package var start: SharedStart {
    var start = SharedStart.plain
    if weights != .first { start.weights = .average }
    return start
  }

  package var contradiction: (problem: String, hint: String)? {
    guard weights == .fit, tensorStart == .fanIn else { return nil }
    return (
      problem: "'weights: fit' fits tensors to a donor, but 'tensors: fan-in' draws them",
      hint: "leave out one of them"
    )
  }

  package func recipe(of position: MatrixPosition) -> Recipe {
    position.withTerm(position.chained(by: part(ofTensor:in:)))
  }

  package func numbersGroups(layers: Int) -> Bool { groups > 1 }

  /// Returns the role of a local tensor, counted from 0; what is drawn has the standard deviation
  /// of its fan-in, and never takes a donor's numbers.
  func part(
    ofTensor index: Int, in chain: ModelDescription.Factorisation
  ) -> ParameterSlot.Part {
    let usual = chain.part(ofTensor: index)
    let isKept = centre == .random && index == chain.centre
    guard isKept || tensorStart == .fanIn else { return usual }
    let deviation = TensorFans(shape: chain.shape(ofTensor: index)).standardDeviation
    return usual.starting(.deviation(deviation), learns: !isKept)
  }
}
