/// The names of parameters in checkpoints: Hugging Face's for dense ones, BondLab's own for tensors
/// of chains.
///
/// They are ALBERT's where the embeddings are factorised and BERT's elsewhere; a layer's number in
/// a name is its owner's. What is an expert's own has `expert.<number>` before its part's name.
struct ParameterNames {
  let description: ModelDescription
  private let isALBERT: Bool
  private let isFactorised: Bool

  init(_ description: ModelDescription) {
    self.init(description, asALBERT: description.encoder.hasFactorisedEmbedding)
  }

  /// Names a model's parameters in a chosen dialect.
  ///
  /// - Parameter asALBERT: Whether the names are ALBERT's, whatever the embeddings are.
  init(_ description: ModelDescription, asALBERT: Bool) {
    self.description = description
    isALBERT = asALBERT
    isFactorised = description.sharing.isFactorised
  }

  /// Returns the name of the parameter that a slot owns.
  ///
  /// - Parameter group: The ending for the group of layers that share the tensor, such as
  ///   `.group1`; nil for a tensor that isn't shared.
  func name(of owner: ParameterSlot, group: String? = nil) -> String {
    if owner.part.isOfDenseModels && owner.expert == nil && !isFactorised {
      return denseName(owner)
    }
    let site = owner.site.name
    if owner.site.isOfAllLayers { return "encoder.shared.\(site).\(owner.part.name)" }
    let expert = owner.expert.map { "expert.\($0)" }
    let name = owner.part.isOfDenseModels ? vectorOrMatrix(owner.part) : owner.part.name
    let part = [expert, name].compactMap { $0 }.joined(separator: ".")
    guard let group else { return "encoder.layer.\(owner.layer).\(site).\(part)" }
    return owner.part.category == .central
      ? "encoder.central.\(site)\(expert.map { ".\($0)" } ?? "")\(group)"
      : "encoder.shared.\(site).\(part)\(group)"
  }

  private func vectorOrMatrix(_ part: ParameterSlot.Part) -> String {
    part == .bias ? "bias" : "weight"
  }

  private func denseName(_ owner: ParameterSlot) -> String {
    let kind = vectorOrMatrix(owner.part)
    return isALBERT
      ? "encoder.albert_layer_groups.\(owner.layer).albert_layers.0.\(albertSite(owner)).\(kind)"
      : "encoder.layer.\(owner.layer).\(bertSite(owner)).\(kind)"
  }

  private func bertSite(_ slot: ParameterSlot) -> String {
    switch slot.site {
    case .matrix(.query): "attention.self.query"
    case .matrix(.key): "attention.self.key"
    case .matrix(.value): "attention.self.value"
    case .matrix(.attentionOutput): "attention.output.dense"
    case .matrix(.intermediate): "intermediate.dense"
    case .matrix(.output): "output.dense"
    case .norm(.attention): "attention.output.LayerNorm"
    case .norm(.output): "output.LayerNorm"
    case .bottleneck, .layerOutput, .injection, .adapter, .router: slot.site.name
    }
  }

  private func albertSite(_ slot: ParameterSlot) -> String {
    switch slot.site {
    case .matrix(.query): "attention.query"
    case .matrix(.key): "attention.key"
    case .matrix(.value): "attention.value"
    case .matrix(.attentionOutput): "attention.dense"
    case .matrix(.intermediate): "ffn"
    case .matrix(.output): "ffn_output"
    case .norm(.attention): "attention.LayerNorm"
    case .norm(.output): "full_layer_layer_norm"
    case .bottleneck, .layerOutput, .injection, .adapter, .router: slot.site.name
    }
  }

  // Names outside the layers.

  let wordEmbeddings = "embeddings.word_embeddings.weight"

  /// Returns the names of the local tensors of decomposed word embeddings, from left to right.
  func wordEmbeddingTensors(count: Int) -> [String] {
    (0..<count).map { index in
      "embeddings.word_embeddings."
        + (index == count / 2 ? "central" : "auxiliary.\(index + 1)")
    }
  }

  let positionEmbeddings = "embeddings.position_embeddings.weight"
  let segmentEmbeddings = "embeddings.token_type_embeddings.weight"
  let embeddingNorm = "embeddings.LayerNorm"
  let embeddingProjection = "encoder.embedding_hidden_mapping_in"
  let classifier = "classifier"
  let spanHead = "qa_outputs"
  var orderHead: String { isALBERT ? "sop_classifier.classifier" : "cls.seq_relationship" }
  var pooler: String { isALBERT ? "pooler" : "pooler.dense" }
  var languageTransform: String {
    isALBERT ? "predictions.dense" : "cls.predictions.transform.dense"
  }
  var languageNorm: String {
    isALBERT ? "predictions.LayerNorm" : "cls.predictions.transform.LayerNorm"
  }
  var languageDecoder: String {
    isALBERT ? "predictions.decoder.weight" : "cls.predictions.decoder.weight"
  }
  var languageDecoderBias: String {
    isALBERT ? "predictions.decoder.bias" : "cls.predictions.decoder.bias"
  }
  var languageBias: String { isALBERT ? "predictions.bias" : "cls.predictions.bias" }
}
