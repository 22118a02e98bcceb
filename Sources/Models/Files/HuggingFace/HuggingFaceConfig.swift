internal import Serialization

/// The `config.json` of a BERT or ALBERT, as Transformers writes it.
struct HuggingFaceConfig {
  static let fileName = "config.json"

  private let members: ConfigMembers
  private let modelType: String?
  private let hiddenSize: Int
  private let numHiddenLayers: Int
  private let numAttentionHeads: Int
  private let intermediateSize: Int
  private let vocabSize: Int
  private let hiddenAct: String?
  private let maxPositionEmbeddings: Int?
  private let typeVocabSize: Int?
  private let layerNormEps: Double?
  private let initializerRange: Double?
  private let embeddingSize: Int?
  private let numHiddenGroups: Int?
  private let architectures: [String]
  private let names: ConfigLabels

  /// Reads a folder's `config.json`.
  ///
  /// - Throws: `TensorFileError` where it is missing, isn't JSON, lacks a size, or has a member of
  ///   another form.
  static func read(folder: String) throws -> HuggingFaceConfig {
    try HuggingFaceConfig(ConfigMembers(path: "\(folder)/\(fileName)"))
  }

  private init(_ members: ConfigMembers) throws {
    self.members = members
    modelType = try members.text("model_type")
    hiddenSize = try members.size("hidden_size")
    numHiddenLayers = try members.size("num_hidden_layers")
    numAttentionHeads = try members.size("num_attention_heads")
    intermediateSize = try members.size("intermediate_size")
    vocabSize = try members.size("vocab_size")
    hiddenAct = try members.text("hidden_act")
    maxPositionEmbeddings = try members.whole("max_position_embeddings")
    typeVocabSize = try members.whole("type_vocab_size")
    layerNormEps = try members.number("layer_norm_eps")
    initializerRange = try members.number("initializer_range")
    embeddingSize = try members.whole("embedding_size")
    numHiddenGroups = try members.whole("num_hidden_groups")
    architectures = try members.texts("architectures")
    names = try ConfigLabels(members)
  }

  /// Returns the encoder's sizes, and the number of groups of layers that share their parameters.
  ///
  /// - Throws: `TensorFileError` that names what is not supported, and what would be.
  func shape(_ path: String) throws -> (
    encoder: EncoderShape, family: HuggingFaceForm.Family, groups: Int
  ) {
    let family = try family(path)
    let embedding = family == .albert ? embeddingSize ?? 128 : hiddenSize
    let groups = family == .albert ? numHiddenGroups ?? 1 : numHiddenLayers
    if let problem = problem(embedding: embedding, groups: groups) {
      throw TensorFileError(path, problem)
    }
    let encoder = EncoderShape(
      layers: numHiddenLayers, hidden: hiddenSize, heads: numAttentionHeads,
      intermediate: intermediateSize, embedding: embedding, vocabulary: vocabSize,
      positions: positions, segments: segments, activation: try activation(family, path),
      normEpsilon: try normEpsilon(path),
      deviation: initializerRange ?? EncoderShape.usualDeviation)
    return (encoder, family, groups)
  }

  private var positions: Int { maxPositionEmbeddings ?? 512 }
  private var segments: Int { typeVocabSize ?? 2 }

  private func family(_ path: String) throws -> HuggingFaceForm.Family {
    func refuse(_ problem: String) -> TensorFileError { TensorFileError(path, problem) }
    guard let family = HuggingFaceForm.Family(rawValue: modelType ?? "bert") else {
      throw refuse("model_type '\(modelType ?? "")' is not supported; bert and albert are")
    }
    if let type = try members.text("position_embedding_type"), type != "absolute" {
      throw refuse("position_embedding_type '\(type)' is not supported; absolute is")
    }
    for name in ["is_decoder", "add_cross_attention"] where try members.truth(name) == true {
      throw refuse("\(name): decoders are not supported, encoders are")
    }
    if let inner = try members.whole("inner_group_num"), family == .albert, inner != 1 {
      throw refuse("inner_group_num \(inner) is not supported; 1 is")
    }
    if case .object(let heads) = members["pruned_heads"], !heads.isEmpty {
      throw refuse("pruned_heads are not supported; layers with all their heads are")
    }
    try checkArchitectures(family)
    return family
  }

  /// Returns what makes the sizes those of no supported encoder; nil where all is well.
  private func problem(embedding: Int, groups: Int) -> String? {
    let sizes = [
      ("hidden_size", hiddenSize, EncoderShape.widest),
      ("num_hidden_layers", numHiddenLayers, EncoderShape.deepest),
      ("num_attention_heads", numAttentionHeads, EncoderShape.widest),
      ("intermediate_size", intermediateSize, EncoderShape.widest),
      ("vocab_size", vocabSize, EncoderShape.largestVocabulary),
      ("max_position_embeddings", positions, EncoderShape.widest),
      ("embedding_size", embedding, EncoderShape.widest),
      ("num_hidden_groups", groups, EncoderShape.deepest),
      ("type_vocab_size", segments, EncoderShape.widest),
    ]
    for (name, size, most) in sizes where !(1...most).contains(size) {
      return "\(name) is \(size); 1 to \(most) is wanted"
    }
    guard hiddenSize.isMultiple(of: numAttentionHeads) else {
      return "num_attention_heads \(numAttentionHeads) must divide hidden_size \(hiddenSize)"
    }
    let runs = LayerOrder.sequence.blocks(layers: numHiddenLayers, unique: groups)
    guard groups <= numHiddenLayers,
      runs == HuggingFaceForm.groups(layers: numHiddenLayers, count: groups)
    else {
      return "num_hidden_groups \(groups) of \(numHiddenLayers) layers is not supported; "
        + "a number that divides num_hidden_layers is"
    }
    return nil
  }

  private func normEpsilon(_ path: String) throws -> Float {
    let epsilon = layerNormEps ?? 1e-12
    guard epsilon >= 0, Float(epsilon).isFinite else {
      throw TensorFileError(
        path, "layer_norm_eps is \(epsilon); a number from 0 on that a float32 holds is wanted")
    }
    return Float(epsilon)
  }

  private func activation(
    _ family: HuggingFaceForm.Family, _ path: String
  ) throws -> EncoderShape.Activation {
    switch hiddenAct ?? (family == .albert ? "gelu_new" : "gelu") {
    case "gelu": return .gelu
    case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
    case let other:
      throw TensorFileError(
        path, "hidden_act '\(other)' is not supported; gelu and gelu_new are")
    }
  }

  /// Returns the names of the outputs of a head on the pooler with so many rows, and a note on what
  /// was changed in them; the note is nil where nothing was.
  ///
  /// - Throws: `TensorFileError` where it isn't a head of classes or of one score.
  func outputs(rows count: Int) throws -> (names: [String], note: String?) {
    let type = try members.text("problem_type")
    func refuse(_ problem: String) -> TensorFileError {
      TensorFileError(members.path, "problem_type '\(type ?? "")' \(problem)")
    }
    switch type {
    case nil: return count == 1 ? ([ModelDescription.score], nil) : names.labels(count)
    case "regression":
      guard count == 1 else { throw refuse("with \(count) scores is not supported; one score is") }
      return ([ModelDescription.score], nil)
    case "single_label_classification":
      guard count > 1 else { throw refuse("with one class is not supported; two or more are") }
      return names.labels(count)
    default:
      throw refuse("is not supported; single_label_classification and regression are")
    }
  }

  /// Returns the tokenizer class of Transformers, unless the tokenizer's settings name another.
  func tokenizerClass(_ family: HuggingFaceForm.Family) throws -> String {
    try members.text("tokenizer_class")
      ?? (family == .albert ? "AlbertTokenizer" : "BertTokenizer")
  }

  /// Whether the model's class reads the encoder alone, whatever heads the tensors may hold.
  var isBare: Bool { architectures.contains { $0.hasSuffix("Model") } }

  /// Checks that the model's classes have heads that are supported.
  ///
  /// - Throws: `TensorFileError` that names a class whose head isn't, though its tensors may look
  ///   like one that is.
  private func checkArchitectures(_ family: HuggingFaceForm.Family) throws {
    let stem = family == .albert ? "Albert" : "Bert"
    let known = [
      "Model", "ForPreTraining", "ForMaskedLM", "ForSequenceClassification",
      "ForQuestionAnswering", "ForNextSentencePrediction",
    ].map { stem + $0 }
    for name in architectures where !known.contains(name) {
      throw TensorFileError(
        members.path,
        "architectures names \(name), which is not supported; \(known.joined(separator: ", ")) "
          + "are. To take its encoder alone, write [\"\(stem)Model\"]")
    }
  }
}
