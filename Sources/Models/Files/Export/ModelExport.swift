internal import FoundationEssentials
internal import Tokenization

/// The format that a model is exported in.
package enum ModelFormat: String, CaseIterable, Sendable {
  /// A folder that Transformers loads: a BERT or an ALBERT, every matrix whole.
  case huggingFace = "huggingface"
  /// A folder as stages store it, with the tensors of every way of sharing kept as they are.
  case bondlab
}

/// The files that an export wrote.
package struct ExportedModel: Sendable {
  /// Names of the files, sorted.
  package let files: [String]
  /// Number of scalars that were written.
  package let parameters: Int
  /// The class of Transformers that reads it; nil in the format of this program.
  package let architecture: String?
  /// Names of the tensors that Transformers can't hold: the heads of a mixture's tasks.
  package var leftOut: [String] = []
}

extension StoredModel {
  /// Writes the model into a folder, which is there whole or not at all.
  ///
  /// In Transformers' form, matrices are contracted and adapters added; read as a dense model, it
  /// computes what this one does.
  ///
  /// - Parameters:
  ///   - replacing: Whether a model that is in the folder may be replaced; nothing else is.
  ///   - origin: What the card that goes with Transformers' form says of where the model comes
  ///     from.
  /// - Throws: ``ModelExportError`` where Transformers can't hold the model, which names the
  ///   property, or where the folder isn't empty or can't be written.
  package func export(
    as format: ModelFormat, to folder: String, replacing: Bool = false,
    origin: ModelOrigin = ModelOrigin("Where it comes from isn't recorded.")
  ) throws -> ExportedModel {
    let replaced = replacing ? Self.exportedFiles : nil
    switch format {
    case .bondlab:
      var files: [String] = []
      try DurableFolder.write(to: folder, replacing: replaced) { folder in
        files = try write(into: folder).keys.sorted()
      }
      return ExportedModel(files: files, parameters: bank.layout.count, architecture: nil)
    case .huggingFace:
      let form = try HuggingFaceForm(description)
      let tensors = HuggingFaceTensors(self, form)
      var files: [String] = []
      try DurableFolder.write(to: folder, replacing: replaced) { folder in
        try tensors.write(to: "\(folder)/\(Self.tensorFile)")
        try writeConfiguration(form, into: folder)
        try writeTokenizer(into: folder)
        let card = ModelCard(model: self, form: form, written: tensors.count, origin: origin)
        try writeDurably(Data(card.text.utf8), to: "\(folder)/\(Self.cardFile)")
        files = DurableFolder.names(in: folder)
      }
      return ExportedModel(
        files: files, parameters: tensors.count, architecture: form.architecture(description),
        leftOut: bank.layout.parameters.filter(\.isOfTask).map(\.name))
    }
  }

  private static let configurationFile = "config.json"
  private static let tokenizerFile = "tokenizer_config.json"
  private static let cardFile = "README.md"

  /// Names of all files that an export writes in one format or the other.
  private static let exportedFiles = Set(
    [descriptionFile, tensorFile, configurationFile, tokenizerFile, cardFile]
      + VocabularyFile.names)

  private func writeConfiguration(_ form: HuggingFaceForm, into folder: String) throws {
    let padding = (try? SpecialPieces(in: vocabulary.pieces)).map { Int($0.padding) }
    let configuration = HuggingFaceConfiguration(description, form, padding: padding)
    try writeDurably(
      Self.encoder.encode(configuration), to: "\(folder)/\(Self.configurationFile)")
  }

  /// Writes the vocabulary and how to read it; nothing for a model that reads no text.
  private func writeTokenizer(into folder: String) throws {
    guard vocabulary.count > 0 else { return }
    let files = try VocabularyFile.write(vocabulary, into: folder)
    let tokenizer = HuggingFaceTokenizer(
      vocabulary, files: files.keys, positions: description.encoder.positions)
    try writeDurably(Self.encoder.encode(tokenizer), to: "\(folder)/\(Self.tokenizerFile)")
  }

  /// An encoder that names the members of JSON as Transformers does.
  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}
