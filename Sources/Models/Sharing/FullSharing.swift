package import Options

/// All layers are one layer, as in ALBERT; adapters, where there are any, stay each layer's own.
package struct FullSharing: SharingStrategy {
  package static let name = "all"
  package static let about = "all layers share everything but their adapters (ALBERT)"

  package var start = SharedStart.plain

  package static let options: [OptionProperty<FullSharing>] =
    [.option("weights", \.start.weights, .choice, SharedStart.aboutWeights)]

  package init() {}
}
