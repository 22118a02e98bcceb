package import Options

/// The first and the last layer are their own; those between are runs of equal ones, AABBCC.
///
/// The middle-sequence of Mixture-of-Recursions (arXiv 2507.10524).
package struct MiddleSequenceSharing: SharingStrategy {
  package static let name = "middle-sequence"
  package static let about =
    "all but the first and last layer are runs of equal ones (Mixture-of-Recursions)"

  package var unique = 1

  package static let options: [OptionProperty<MiddleSequenceSharing>] = [
    .required("unique", \.unique, .integer(1...1024), "number of different layers in the middle")
      .settingSize
  ]

  package init() {}

  package func owners(layers: Int) -> [Int] {
    LayerOrder.middleSequence.owners(layers: layers, unique: unique)
  }
}
