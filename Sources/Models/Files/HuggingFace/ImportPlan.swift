/// The description of a folder's model, and the tensor that each of its parameters comes from.
struct ImportPlan {
  let description: ModelDescription
  let tensors: ImportedTensors
  /// Notes on what was changed in the configuration, if anything.
  let notes: [String]
  /// The tokenizer class of Transformers, unless the tokenizer's settings name another.
  let tokenizerClass: String
  private let groups: Int
  private let isALBERT: Bool
  private var names: ParameterNames { ParameterNames(description, asALBERT: isALBERT) }

  /// Reads the configuration, and the names and shapes of the tensors; it reads numbers only to see
  /// whether a decoder is tied.
  init(folder: String) throws {
    let config = try HuggingFaceConfig.read(folder: folder)
    let (encoder, family, groups) = try config.shape("\(folder)/\(HuggingFaceConfig.fileName)")
    tensors = try ImportedTensors(ModelFolder(path: folder).openTensors())
    (self.groups, isALBERT) = (groups, family == .albert)
    tokenizerClass = try config.tokenizerClass(family)
    var description = ModelDescription(
      encoder: encoder, sharing: Self.sharing(groups: groups, layers: encoder.layers))
    let names = ParameterNames(description, asALBERT: isALBERT)
    if tensors.name(of: "\(names.languageTransform).weight") != nil {
      description.hasLanguageHead = try Self.hasTiedDecoder(tensors, names)
    }
    description.keepsPooler = tensors.name(of: "\(names.pooler).weight") != nil
    var note: String?
    if description.keepsPooler {
      description.hasOrderHead = Self.rows(ofHead: names.orderHead, tensors, encoder) == 2
      if !config.isBare, let rows = Self.rows(ofHead: names.classifier, tensors, encoder) {
        (description.classes, note) = try config.outputs(rows: rows)
      }
    }
    description.hasSpanHead =
      !config.isBare && tensors.shape(of: "\(names.spanHead).weight") == [2, encoder.hidden]
    self.description = description
    notes = [note].compactMap { $0 }
  }

  /// Returns the number of outputs of a head on the pooler; nil where there is none, or one of
  /// another shape.
  ///
  /// A tensor without numbers may claim any number of rows, so a bound is set.
  private static func rows(
    ofHead head: String, _ tensors: ImportedTensors, _ encoder: EncoderShape
  ) -> Int? {
    guard let shape = tensors.shape(of: "\(head).weight"), shape.count == 2,
      shape[1] == encoder.hidden, (1...EncoderShape.widest).contains(shape[0])
    else { return nil }
    return shape[0]
  }

  private static func sharing(groups: Int, layers: Int) -> any SharingStrategy {
    if groups == layers && layers > 1 { return NoSharing() }
    if groups == 1 { return FullSharing() }
    var blocks = BlockSharing()
    blocks.unique = groups
    blocks.order = .sequence
    return blocks
  }

  /// Whether the decoder of the language head is tied to the word embeddings and has one bias, as
  /// here.
  private static func hasTiedDecoder(
    _ tensors: ImportedTensors, _ names: ParameterNames
  ) throws -> Bool {
    try tensors.agree(names.languageDecoderBias, names.languageBias)
      && tensors.agree(names.languageDecoder, names.wordEmbeddings)
  }

  /// The file's name of the language head's bias, which may be the decoder's.
  private var languageBias: String {
    let isDecoders =
      tensors.name(of: names.languageBias) == nil
      && tensors.name(of: names.languageDecoderBias) != nil
    return isDecoders ? names.languageDecoderBias : names.languageBias
  }

  /// Returns the file's name of a parameter, in the dialect of its family; groups are numbered in
  /// order, not by their first layer.
  func name(of parameter: Parameter) -> String {
    guard let owner = parameter.owner else { return nameOutsideLayers(parameter.name) }
    let name = names.name(of: owner)
    guard isALBERT else { return name }
    let group = owner.layer * groups / description.encoder.layers
    return name.replacing(
      "albert_layer_groups.\(owner.layer).", with: "albert_layer_groups.\(group).")
  }

  private func nameOutsideLayers(_ name: String) -> String {
    let ours = ParameterNames(description)
    let dialects = [
      (ours.pooler, names.pooler), (ours.languageTransform, names.languageTransform),
      (ours.languageNorm, names.languageNorm), (ours.languageBias, languageBias),
      (ours.orderHead, names.orderHead),
    ]
    for (own, other) in dialects where name.hasPrefix(own) {
      return other + name.dropFirst(own.count)
    }
    return name
  }

  /// Returns the names of tensors that repeat others: a tied decoder and its bias, and the
  /// projection of embeddings that are as wide as the hidden states.
  ///
  /// - Throws: `TensorFileError` where that projection is not the identity.
  func redundant() throws -> [String] {
    var found: [String] = []
    if description.hasLanguageHead {
      found += [names.languageDecoder, names.languageDecoderBias].compactMap {
        tensors.name(of: $0)
      }
    }
    guard isALBERT, !description.encoder.hasFactorisedEmbedding else { return found }
    let hidden = description.encoder.hidden
    let weight = try tensors.values(
      of: "\(names.embeddingProjection).weight", shape: [hidden, hidden])
    let bias = try tensors.values(of: "\(names.embeddingProjection).bias", shape: [hidden])
    let isIdentity = weight.indices.allSatisfy {
      weight[$0] == ($0 / hidden == $0 % hidden ? 1 : 0)
    }
    guard isIdentity, bias.allSatisfy({ $0 == 0 }) else {
      throw TensorFileError(
        tensors.source.path,
        "\(names.embeddingProjection) is not the identity, though embeddings "
          + "are as wide as hidden states; such a model is not supported")
    }
    return found
      + ["weight", "bias"].compactMap { tensors.name(of: "\(names.embeddingProjection).\($0)") }
  }
}
