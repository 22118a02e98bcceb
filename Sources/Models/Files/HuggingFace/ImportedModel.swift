internal import FoundationEssentials
internal import Tokenization

/// A model that was read from a folder in Hugging Face's layout.
package struct ImportedModel {
  package let model: StoredModel
  /// Names of the file's tensors that the model has no use for.
  package let ignored: [String]
  /// Notes on what was changed in the folder's settings, if anything.
  package let notes: [String]

  /// Reads a BERT or an ALBERT encoder, with its pooler and the heads of masked language modelling,
  /// sentence order, answer spans and classification where they are there.
  ///
  /// Left out are a head of masked language modelling that isn't tied to the word embeddings or has
  /// two biases that differ, and a head on the pooler that is of another shape than ours.
  /// An ALBERT whose layers are one block becomes `sharing: all`; one of a few groups becomes
  /// `blocks` in sequence; one with a group for each layer, and a BERT, share nothing.
  /// - Throws: `TensorFileError` or `VocabularyError` that names the file, the tensor and the shape
  ///   that would be right.
  package init(huggingFace folder: String) throws {
    let (plan, layout, vocabulary) = try Self.checked(huggingFace: folder)
    let bank = ParameterBank(layout)
    var used: Set<String> = []
    for parameter in bank.layout.parameters {
      let name = plan.name(of: parameter)
      bank[parameter.name] = try plan.tensors.values(of: name, shape: parameter.shape)
      plan.tensors.name(of: name).map { _ = used.insert($0) }
    }
    try bank.checkFinite(plan.tensors.source.path) {
      plan.tensors.name(of: plan.name(of: $0)) ?? $0.name
    }
    used.formUnion(try plan.redundant())
    model = StoredModel(description: plan.description, bank: bank, vocabulary: vocabulary)
    ignored = plan.tensors.names(besides: used)
    notes = plan.notes
  }

  /// Plans the import of a folder's model, reads its vocabulary and checks that every tensor is
  /// there in its shape.
  private static func checked(
    huggingFace folder: String
  ) throws -> (plan: ImportPlan, layout: ParameterLayout, vocabulary: Vocabulary) {
    let plan = try ImportPlan(folder: folder)
    let vocabulary = try Self.vocabulary(folder, plan)
    let layout = ParameterLayout(plan.description)
    for parameter in layout.parameters {
      try plan.tensors.check(plan.name(of: parameter), shape: parameter.shape)
    }
    return (plan, layout, vocabulary)
  }

  /// Checks that the model in a folder, in Hugging Face's layout or BondLab's own, can be read,
  /// without reading its parameters.
  ///
  /// - Throws: The errors that reading it would throw.
  package static func check(folder: String) throws {
    let own = "\(folder)/\(StoredModel.descriptionFile)"
    guard FileManager.default.fileExists(atPath: own) else {
      _ = try checked(huggingFace: folder)
      return
    }
    let layout = ParameterLayout(try DescriptionFile.read(own))
    try layout.check(SafetensorsFile(path: "\(folder)/\(StoredModel.tensorFile)"))
    _ = try VocabularyFile.read(folder: folder)
  }

  /// Returns the description of the model in a folder, in Hugging Face's layout or BondLab's own,
  /// without reading its parameters.
  package static func description(inFolder folder: String) throws -> ModelDescription {
    let own = "\(folder)/\(StoredModel.descriptionFile)"
    guard FileManager.default.fileExists(atPath: own) else {
      return try ImportPlan(folder: folder).description
    }
    return try DescriptionFile.read(own)
  }

  /// Reads a folder's vocabulary, which may be smaller than the table of word embeddings; a folder
  /// without one, or with settings alone, gives a model that reads no text.
  private static func vocabulary(_ folder: String, _ plan: ImportPlan) throws -> Vocabulary {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = files.filter(VocabularyFile.names.contains).map { ($0, "\(folder)/\($0)") }
    guard files.contains(where: VocabularyFile.pieceNames.contains) else { return Vocabulary([]) }
    let vocabulary = try VocabularyFile.read(
      files: Dictionary(paths, uniquingKeysWith: { first, _ in first }),
      usualClass: plan.tokenizerClass)
    guard vocabulary.count <= plan.description.encoder.vocabulary else {
      throw TensorFileError(
        folder,
        "the vocabulary has \(vocabulary.count) tokens, but vocab_size is "
          + "\(plan.description.encoder.vocabulary)")
    }
    return vocabulary
  }
}
