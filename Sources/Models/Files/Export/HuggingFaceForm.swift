/// How a model stands in Hugging Face's Transformers: as a BERT, or as an ALBERT with some of its
/// layers in groups.
struct HuggingFaceForm {
  /// By the prefix of its tensors, which is the `model_type` of its configuration too.
  enum Family: String {
    case bert, albert
  }

  let family: Family
  /// The layers whose parameters are written: all of them, or the first of each of ALBERT's groups.
  let writtenLayers: [Int]

  /// ALBERT holds factorised embeddings, and layers that are all one; BERT everything else.
  ///
  /// - Throws: ``ModelExportError`` that names what neither of the two computes.
  init(_ description: ModelDescription) throws(ModelExportError) {
    try Self.check(description)
    let layers = description.encoder.layers
    let groups = Self.groups(description)
    let count = (groups.max() ?? 0) + 1
    let isOne = count == 1 && layers > 1
    family = description.encoder.hasFactorisedEmbedding || isOne ? .albert : .bert
    let isWrittenOnce = family == .albert && groups == Self.groups(layers: layers, count: count)
    writtenLayers =
      isWrittenOnce
      ? (0..<count).compactMap { groups.firstIndex(of: $0) } : Array(0..<layers)
  }

  /// Refuses what Transformers' BERT and ALBERT lack.
  private static func check(_ description: ModelDescription) throws(ModelExportError) {
    let way = "Transformers' BERT and ALBERT have none; --format bondlab keeps the model as it is"
    if description.encoder.residual == .deepnorm {
      throw ModelExportError("the encoder has DeepNorm's residuals (residual: deepnorm): \(way)")
    }
    if description.sharing.bottleneck != nil {
      let name = description.sharing.name
      throw ModelExportError("the layers have bottleneck adapters (sharing: \(name)): \(way)")
    }
  }

  /// The group of each layer, counted from 0: those of one group share every parameter.
  private static func groups(_ description: ModelDescription) -> [Int] {
    let slots = SlotTable(description)
    var known: [[String]: Int] = [:]
    return (0..<description.encoder.layers).map { layer in
      let owners = slots.slots(ofLayer: layer).map { slots.name(of: $0.slot) }
      let group = known[owners] ?? known.count
      known[owners] = group
      return group
    }
  }

  /// The group that ALBERT takes for each layer: runs of equal length, in the order of groups.
  ///
  /// In floating point as Transformers computes it, so that both round alike.
  static func groups(layers: Int, count: Int) -> [Int] {
    (0..<layers).map { Int(Double($0) / (Double(layers) / Double(count))) }
  }
}
