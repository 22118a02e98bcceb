/// The form of a model in Hugging Face's Transformers: a BERT, or an ALBERT with some of its layers
/// in groups.
struct HuggingFaceForm {
  /// A family of models, by the prefix of its tensors, which is also its configuration's
  /// `model_type`.
  enum Family: String {
    case bert, albert
  }

  let family: Family
  /// The layers whose parameters are written: all of them, or the first of each of ALBERT's groups.
  let writtenLayers: [Int]

  /// Chooses ALBERT for factorised embeddings and for layers that are all one, BERT for all else.
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
    if let experts = description.experts {
      throw ModelExportError(
        "the feed-forward networks have experts (experts: {count: \(experts.count)}): \(way)")
    }
    if description.routedTerms != nil {
      throw ModelExportError("the layers have experts that a router chooses among: \(way)")
    }
    if description.sharing.bottleneck != nil {
      let name = description.sharing.name
      throw ModelExportError("the layers have bottleneck adapters (sharing: \(name)): \(way)")
    }
    if description.sharing.loop?.injects(layers: description.encoder.layers) == true {
      let name = description.sharing.name
      throw ModelExportError("the core of layers has an injection (sharing: \(name)): \(way)")
    }
  }

  /// What a layer is: its parameters, and how matrices are made of them.
  private struct Content: Hashable {
    let names: [String]
    let recipes: [Recipe]
  }

  /// Returns the group of each layer, counted from 0, [layers]; layers of one group share every
  /// parameter and make the same of them.
  private static func groups(_ description: ModelDescription) -> [Int] {
    let slots = SlotTable(description)
    var known: [Content: Int] = [:]
    return (0..<description.encoder.layers).map { layer in
      let content = Content(
        names: slots.slots(ofLayer: layer).map { slots.name(of: $0.slot) },
        recipes: MatrixKind.allCases.map { slots.recipe(of: $0, layer: layer) })
      let group = known[content] ?? known.count
      known[content] = group
      return group
    }
  }

  /// Returns the group that ALBERT takes for each layer, [layers]: runs of equal length, in the
  /// order of groups.
  ///
  /// Computed in floating point as in Transformers, so that both round alike.
  static func groups(layers: Int, count: Int) -> [Int] {
    (0..<layers).map { Int(Double($0) / (Double(layers) / Double(count))) }
  }
}
