internal import FoundationEssentials

/// What `config.json` of a BERT or ALBERT says of the model, as Transformers writes it.
struct HuggingFaceConfig: Decodable {
  static let fileName = "config.json"

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
  private let positionEmbeddingType: String?
  private let embeddingSize: Int?
  private let numHiddenGroups: Int?
  private let innerGroupNum: Int?
  private let id2label: [String: String]?
  private let isDecoder: Bool?

  /// Reads a folder's `config.json`.
  ///
  /// - Throws: `TensorFileError` where it is missing or lacks a size.
  static func read(folder: String) throws -> HuggingFaceConfig {
    let path = "\(folder)/\(fileName)"
    guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
      throw TensorFileError(path, "can't be read; a model's folder has one beside its tensors")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(HuggingFaceConfig.self, from: bytes)
    } catch DecodingError.keyNotFound(let key, _) {
      throw TensorFileError(
        path, "lacks \(snakeCase(key.stringValue)) (of the sizes of an encoder)")
    } catch {
      throw TensorFileError(path, "is not as Transformers writes it: \(error)")
    }
  }

  /// A member's name as the file spells it.
  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
  }

  /// The encoder's sizes, and the groups of layers that share their parameters.
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
    if let type = positionEmbeddingType, type != "absolute" {
      throw refuse("position_embedding_type '\(type)' is not supported; absolute is")
    }
    if isDecoder == true { throw refuse("is_decoder: decoders are not supported, encoders are") }
    if let inner = innerGroupNum, family == .albert, inner != 1 {
      throw refuse("inner_group_num \(inner) is not supported; 1 is")
    }
    return family
  }

  /// What makes the sizes those of no encoder here; nil where all is well.
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

  /// The names of so many classes, in the order of their numbers.
  func labels(_ count: Int) -> [String] {
    if count == 1 { return [ModelDescription.score] }
    let names = (0..<count).map { id2label?["\($0)"] ?? "LABEL_\($0)" }
    return Set(names).count == count ? names : (0..<count).map { "LABEL_\($0)" }
  }
}
