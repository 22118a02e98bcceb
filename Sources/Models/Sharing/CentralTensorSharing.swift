package import Options

/// Layers share central tensors; auxiliary tensors and adapters stay each layer's own.
///
/// MPOBERT (arXiv 2303.16753, section 3.2.2); more than one group is its "+" form. Biases and norms
/// are tied by default, as in the paper's released code.
package struct CentralTensorSharing: SharingStrategy {
  /// The tensors that layers share.
  package enum Tensors: String, Sendable, CaseIterable { case central, auxiliary }
  /// The vectors that layers share beside tensors.
  package enum Ties: String, Sendable, CaseIterable { case both, biases, norms, none }

  package static let name = "mpo"
  package static let about = "layers share the central tensor of each matrix (MPOBERT)"

  package var groups = 1
  package var shared = Tensors.central
  package var ties = Ties.both

  package static let options: [OptionProperty<CentralTensorSharing>] = [
    .option(
      "groups", \.groups, .integer(1...1024),
      "runs of adjacent layers, as equal as can be, each with central tensors of its own"),
    .option(
      "shares", \.shared, .choice,
      "which tensors are shared; auxiliary shares the small ones instead, for comparison"),
    .option("tie", \.ties, .choice, "what else the layers of a group share"),
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

  package func recipe(of position: MatrixPosition) -> Recipe {
    position.withTerm(position.chain)
  }

  package func numbersGroups(layers: Int) -> Bool { groups > 1 }
}
