internal import Tokenization

/// The `tokenizer_config.json` of Transformers; members have its names in camel case.
struct HuggingFaceTokenizer: Encodable {
  let tokenizerClass: String
  /// Whether text is made lowercase; BERT's alone, as elsewhere the vocabulary's own file says so.
  let doLowerCase: Bool?
  /// The longest sequence, in tokens.
  let modelMaxLength: Int
  /// Names of the model's inputs; without them a class without a family leaves segments out.
  let modelInputNames = ["input_ids", "token_type_ids", "attention_mask"]
  /// Special tokens that a text may spell out; Transformers would add the others to these.
  let padToken, unkToken, clsToken, sepToken, maskToken: String?

  /// Describes the tokenizer of a vocabulary.
  ///
  /// - Parameters:
  ///   - files: Names of the files that the vocabulary was written to.
  ///   - positions: The longest sequence, in tokens.
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
