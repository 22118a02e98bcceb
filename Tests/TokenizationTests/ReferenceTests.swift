import Testing
import Tokenization

@Suite("tokenizers as the reference has them")
struct ReferenceTests {
  @Test("every text becomes the reference's tokens", arguments: 0..<TokenizerFixture.modelCount)
  func pieces(index: Int) throws {
    let fixture = try TokenizerFixture.load()
    #expect(fixture.models.count == TokenizerFixture.modelCount)
    let model = fixture.models[index]
    let tokenizer = try model.vocabulary().tokenizer()
    #expect(model.ids.count == fixture.texts.count)
    for (text, ids) in zip(fixture.texts, model.ids) {
      #expect(tokenizer.encode(text) == ids, "\(model.name): \(text.debugDescription)")
    }
  }

  @Test("what is written reads as the same again", arguments: 0..<TokenizerFixture.modelCount)
  func copies(index: Int) throws {
    let model = try TokenizerFixture.load().models[index]
    let vocabulary = try model.vocabulary()
    let file = try VocabularyFile.contents(of: vocabulary)
    let isPlain = model.name == "lower-case"
    #expect(file.name == (isPlain ? VocabularyFile.name : VocabularyFile.tokenizer))
    let copy = try VocabularyFile.read(contents: [file.name: file.bytes])
    #expect(copy == vocabulary, "\(model.name)")
    #expect(try VocabularyFile.contents(of: copy).bytes == file.bytes)
  }

  @Test(
    "SentencePiece's file says what the document made of it does",
    arguments: [
      ("ALBERT", "{}"),
      ("ALBERT cased with accents", #"{"do_lower_case": false, "keep_accents": true}"#),
    ])
  func sentencePiece(name: String, settings: String) throws {
    let fixture = try TokenizerFixture.load()
    let expected = try fixture.model(name).vocabulary()
    let found = try VocabularyFile.read(contents: [
      VocabularyFile.sentencePiece: [UInt8](fixture.sentencePiece),
      "tokenizer_config.json": Array(settings.utf8),
    ])
    #expect(found.pieces == expected.pieces)
    #expect(found.rules == expected.rules)
    #expect(found.added.map(\.id) == expected.added.map(\.id))
  }

  @Test("the special tokens are found by either set of names")
  func specialPieces() throws {
    let fixture = try TokenizerFixture.load()
    let albert = try fixture.model("ALBERT").vocabulary()
    #expect(try SpecialPieces(in: albert.pieces).ids == [0, 1, 2, 3, 4])
    #expect(albert.pieces.prefix(2) == ["<pad>", "<unk>"])
    let bert = try fixture.model("cased").vocabulary()
    #expect(try SpecialPieces(in: bert.pieces + albert.pieces).ids == [0, 1, 2, 3, 4])
  }
}
