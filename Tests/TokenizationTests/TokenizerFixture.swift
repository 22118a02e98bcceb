import FoundationEssentials
import TestSupport
import Tokenization

/// Documents and ids that Hugging Face's `tokenizers` made of texts and vocabularies of ours.
struct TokenizerFixture: Decodable {
  struct Model: Decodable {
    let name: String
    /// A `tokenizer.json`.
    let document: String
    /// Token ids of every text, without [CLS] and [SEP].
    let ids: [[Int32]]

    func vocabulary() throws -> Vocabulary {
      try VocabularyFile.read(contents: [VocabularyFile.tokenizer: Array(document.utf8)])
    }
  }

  static let modelCount = 10

  let texts: [String]
  /// The bytes, in base 64, of a `spiece.model` with the tokens of the model `ALBERT`.
  let sentencePiece: Data
  let models: [Model]

  static func load() throws -> TokenizerFixture {
    let data = try Data(contentsOf: URL(filePath: fixturePath("tokenizers.json")))
    return try JSONDecoder().decode(TokenizerFixture.self, from: data)
  }

  func model(_ name: String) throws -> Model {
    guard let model = models.first(where: { $0.name == name }) else {
      throw VocabularyError("the fixture has no model '\(name)'")
    }
    return model
  }
}
