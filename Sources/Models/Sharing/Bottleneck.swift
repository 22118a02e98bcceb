package import Options

/// A narrow network that is added to what enters a block: x + up · GELU(down · x), perhaps with a
/// normalisation after it.
package struct Bottleneck: OptionSet, Hashable {
  /// The hidden size over the width of the inner layer.
  package var reduction = 16
  package var hasNorm = true

  package static let options: [OptionProperty<Bottleneck>] = [
    .option(
      "reduction", \.reduction, .integer(1...65536), "hidden size over the width of the adapters"
    ).settingSize,
    .option("norm", \.hasNorm, .boolean, "whether an adapter ends in a normalisation"),
  ]

  package init() {}

  /// Returns the width of the inner layer, at least 1.
  package func width(hidden: Int) -> Int { max(1, hidden / reduction) }
}
