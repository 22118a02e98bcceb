package import Options

/// All layers but the last share their matrices and biases, and keep their norms.
///
/// A variant in Subformer's code (arXiv 2101.00234).
package struct AllButLastSharing: SharingStrategy {
  package static let name = "all-but-last"
  package static let about = "all but the last layer share, with norms of their own (Subformer)"
  package static let options: [OptionProperty<AllButLastSharing>] = []

  package init() {}

  package func owners(layers: Int) -> [Int] {
    (0..<layers).map { $0 == layers - 1 ? $0 : 0 }
  }

  package func shares(_ slot: ParameterSlot) -> Bool { !slot.isOfNorm }
}
