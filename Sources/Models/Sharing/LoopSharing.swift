package import Options

/// A tied core of layers that is gone through several times, between layers of their own; biases
/// and norms of the core are tied, too.
///
/// Without options it is tied blocks in a cycle. What relaxes or stabilises the tie is from
/// Mixture-of-Recursions (arXiv 2507.10524, output scales) and Huginn (arXiv 2502.05171, injection
/// and random depth). Huginn starts the loop at a random state; here the loop starts at what enters
/// the core, so that a donor's function is kept.
package struct LoopSharing: SharingStrategy {
  package static let name = "loop"
  package static let about =
    "a tied core of layers gone through several times, between own layers (Huginn)"

  package var form = LayerLoop()
  package var start = SharedStart.plain

  package static let options: [OptionProperty<LoopSharing>] =
    [.option("weights", \.start.weights, .choice, SharedStart.aboutWeights)]
    + LayerLoop.options(inside: \.form)

  package init() {}

  package var loop: LayerLoop? { form }

  package func owners(layers: Int) -> [Int] { form.owners(layers: layers) }

  package func sources(layers: Int, in donor: ModelDescription) -> [Int]? {
    guard let theirs = donor.sharing.loop, theirs.hasLayers(of: form) else { return nil }
    return form.sources(layers: layers, donorLayers: donor.encoder.layers)
  }
}

extension ParameterSlot.Part {
  /// The vector that what a layer puts out is multiplied by.
  package static let outputScale = Self("scale", .adapters, .ones, decays: false)
  /// The map of a state and of what entered the core, side by side, to a state: [I 0] at first.
  package static let injection = Self("weight", .adapters, .identity)
  package static let injectionBias = Self("bias", .adapters, .zeros, decays: false)
}
