package import Options

/// The first and the last layer are their own; those between take turns, ABCABC.
///
/// The middle-cycle of Mixture-of-Recursions (arXiv 2507.10524).
package struct MiddleCycleSharing: SharingStrategy {
  package static let name = "middle-cycle"
  package static let about =
    "all but the first and last layer repeat in a cycle (Mixture-of-Recursions)"

  package var unique = 1

  package static let options: [OptionProperty<MiddleCycleSharing>] = [
    .required("unique", \.unique, .integer(1...1024), "number of different layers in the middle")
      .settingSize
  ]

  package init() {}

  package func owners(layers: Int) -> [Int] {
    LayerOrder.middleCycle.owners(layers: layers, unique: unique)
  }
}
