/// The `config.json` of a Transformers model; members have its names in camel case.
struct HuggingFaceConfiguration: Encodable {
  let architectures: [String]
  let modelType: String
  let vocabSize: Int
  let hiddenSize: Int
  let numHiddenLayers: Int
  let numAttentionHeads: Int
  let intermediateSize: Int
  let maxPositionEmbeddings: Int
  let typeVocabSize: Int
  let hiddenAct: String
  let layerNormEps: Float
  let initializerRange: Double
  /// Dropout rates for further training; a description has none, so these are BERT's.
  let hiddenDropoutProb = 0.1
  let attentionProbsDropoutProb = 0.1
  let padTokenId: Int?
  let tieWordEmbeddings = true
  let dtype = "float32"

  /// Members of ALBERT alone.
  let embeddingSize: Int?
  let numHiddenGroups: Int?
  let innerGroupNum: Int?

  /// Members of a classifier alone.
  let problemType: String?
  let id2label: [String: String]?
  let label2id: [String: Int]?

  init(_ description: ModelDescription, _ form: HuggingFaceForm, padding: Int?) {
    let (shape, classes) = (description.encoder, description.classes)
    architectures = [form.architecture(description)]
    modelType = form.family.rawValue
    vocabSize = shape.vocabulary
    hiddenSize = shape.hidden
    numHiddenLayers = shape.layers
    (numAttentionHeads, intermediateSize) = (shape.heads, shape.intermediate)
    (maxPositionEmbeddings, typeVocabSize) = (shape.positions, shape.segments)
    hiddenAct = shape.activation == .gelu ? "gelu" : "gelu_new"
    (layerNormEps, initializerRange) = (shape.normEpsilon, shape.deviation)
    padTokenId = padding
    let isALBERT = form.family == .albert
    embeddingSize = isALBERT ? shape.embedding : nil
    numHiddenGroups = isALBERT ? form.writtenLayers.count : nil
    innerGroupNum = isALBERT ? 1 : nil
    let isRegression = classes == [ModelDescription.score]
    problemType =
      classes.isEmpty ? nil : isRegression ? "regression" : "single_label_classification"
    let numbered = classes.enumerated()
    id2label =
      classes.isEmpty
      ? nil : Dictionary(uniqueKeysWithValues: numbered.map { ("\($0.offset)", $0.element) })
    label2id =
      classes.isEmpty
      ? nil : Dictionary(numbered.map { ($0.element, $0.offset) }) { first, _ in first }
  }
}

extension HuggingFaceForm {
  /// The class of Transformers that computes what the model does.
  func architecture(_ description: ModelDescription) -> String {
    let name = family == .albert ? "Albert" : "Bert"
    if !description.classes.isEmpty { return "\(name)ForSequenceClassification" }
    if description.hasSpanHead { return "\(name)ForQuestionAnswering" }
    guard description.hasLanguageHead else { return "\(name)Model" }
    return description.hasOrderHead ? "\(name)ForPreTraining" : "\(name)ForMaskedLM"
  }

  /// Returns the prefix of the encoder's tensor names, which is empty where no head stands on it.
  func prefix(_ description: ModelDescription) -> String {
    let isBare =
      description.classes.isEmpty && !description.hasLanguageHead && !description.hasSpanHead
    return isBare ? "" : "\(family.rawValue)."
  }
}
