/// A tokenizer class of Transformers that settings name, as far as it is supported.
///
/// The class decides what counts where files say different things: BERT's class makes the rules
/// from the settings alone, whatever `tokenizer.json` has; a general class takes that file as it
/// is.
enum TokenizerClass {
  case bert, albert, asWritten

  /// Finds the class with this name.
  ///
  /// - Parameter location: Where the name is written, for the error that it is another class.
  init(named name: String, _ location: JSONLocation) throws(VocabularyError) {
    switch name.hasSuffix("Fast") ? String(name.dropLast(4)) : name {
    case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer": self = .bert
    case "AlbertTokenizer": self = .albert
    case "PreTrainedTokenizer", "TokenizersBackend": self = .asWritten
    default:
      throw location.unsupported(
        "'\(name)'",
        supported: "BertTokenizer, AlbertTokenizer and PreTrainedTokenizerFast are")
    }
  }
}
