/// A class of Transformers that a tokenizer's settings name, as far as it is one of ours.
///
/// The class decides what counts where files say different things: BERT's own makes the rules of
/// settings alone, whatever `tokenizer.json` has; a class without a family takes that file as it
/// is.
enum TokenizerClass {
  case bert, albert, asWritten

  /// - Parameter place: Where the name stands, for the error that it is another class.
  init(named name: String, _ place: JSONPlace) throws(VocabularyError) {
    switch name.hasSuffix("Fast") ? String(name.dropLast(4)) : name {
    case "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer": self = .bert
    case "AlbertTokenizer": self = .albert
    case "PreTrainedTokenizer", "TokenizersBackend": self = .asWritten
    default:
      throw place.unsupported(
        "'\(name)'",
        supported: "BertTokenizer, AlbertTokenizer and PreTrainedTokenizerFast are")
    }
  }
}
