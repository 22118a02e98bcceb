package import Options

/// A few different layers are each used several times; everything but adapters is tied, norms
/// included.
///
/// The orders of Takase and Kiyono (arXiv 2104.06022): AABBCC, ABCABC and ABCCBA.
package struct BlockSharing: SharingStrategy {
  package static let name = "blocks"
  package static let about = "a few different layers, each used several times (Takase and Kiyono)"

  package var unique = 1
  package var order = LayerOrder.cycle
  package var start = SharedStart.plain

  package static let options: [OptionProperty<BlockSharing>] = [
    .required(
      "unique", \.unique, .integer(1...1024),
      "number of different layers, at most that of all layers"
    ).settingSize,
    .option(
      "order", \.order, .choice(of: LayerOrder.ofAllLayers),
      "order of the layers: AABBCC, ABCABC or ABCCBA"),
    .option("weights", \.start.weights, .choice, SharedStart.aboutWeights),
  ]

  package init() {}

  package func owners(layers: Int) -> [Int] { order.owners(layers: layers, unique: unique) }
}
