package import Options

/// The first and the last layer are their own; those between share their matrices and biases, and
/// keep their norms.
///
/// Subformer's sandwich (arXiv 2101.00234).
package struct SandwichSharing: SharingStrategy {
  package static let name = "sandwich"
  package static let about =
    "all but the first and last layer share, with norms of their own (Subformer)"
  package static let options: [OptionProperty<SandwichSharing>] = []

  package init() {}

  package func owners(layers: Int) -> [Int] {
    LayerOrder.middleSequence.owners(layers: layers, unique: 1)
  }

  package func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfNorm }
}
