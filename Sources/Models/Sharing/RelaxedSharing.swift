package import Options

/// Tied blocks with low-rank adapters of each layer's own, which relax the tie.
///
/// Relaxed Recursive Transformers (arXiv 2410.20672): everything is tied, norms included; the
/// adapters (an option of the stage, as for every strategy) start as the truncated singular value
/// decomposition of what tying takes away.
package struct RelaxedSharing: SharingStrategy {
  package static let name = "relaxed"
  package static let about =
    "tied blocks with low-rank terms of each layer's own (Relaxed Recursive)"

  package var unique = 1
  package var order = LayerOrder.cycle
  package var start = SharedStart()

  package static let options: [OptionProperty<RelaxedSharing>] =
    [
      .option("unique", \.unique, .integer(1...1024), "number of different layers"),
      .option(
        "order", \.order, .choice,
        "order of the layers: AABBCC, ABCABC or ABCCBA; middle: not the first and last layer"),
    ] + SharedStart.options(inside: \.start)

  package init() {}

  package var needsAdapter: Bool { true }

  package func owners(layers: Int) -> [Int] { order.owners(layers: layers, unique: unique) }
}
