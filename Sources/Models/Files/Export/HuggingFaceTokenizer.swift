internal import Tokenization

/// The `tokenizer_config.json` of Transformers; members have its names in camel case.
struct HuggingFaceTokenizer: Encodable {
  let tokenizerClass: String
  /// BERT's alone: elsewhere the vocabulary's own file says it.
  let doLowerCase: Bool?
  /// In pieces.
  let modelMaxLength: Int
  /// What a model is to be given: a class without a family leaves segments out unless told.
  let modelInputNames = ["input_ids", "token_type_ids", "attention_mask"]
  /// Those that a text may spell out; Transformers would add the others to them.
  let padToken, unkToken, clsToken, sepToken, maskToken: String?

  /// - Parameters:
  ///   - files: The names of the files that the vocabulary was written to.
  ///   - positions: The longest sequence.
  init(_ vocabulary: Vocabulary, files: some Sequence<String>, positions: Int) {
    // The family's own class would be ALBERT's where the vocabulary is BERT's.
    let isBERT = files.contains(VocabularyFile.name)
    tokenizerClass = isBERT ? "BertTokenizer" : "PreTrainedTokenizerFast"
    doLowerCase = isBERT ? true : nil
    modelMaxLength = positions
    let special = try? SpecialPieces(in: vocabulary.pieces)
    func piece(_ id: KeyPath<SpecialPieces, Int32>) -> String? {
      guard let id = special?[keyPath: id], vocabulary.added.contains(where: { $0.id == id })
      else { return nil }
      return vocabulary.pieces[Int(id)]
    }
    (padToken, unkToken) = (piece(\.padding), piece(\.unknown))
    clsToken = piece(\.start)
    sepToken = piece(\.separator)
    maskToken = piece(\.mask)
  }
}
