import TestSupport
import Testing
import Tokenization

private let text = Array((SpecialPieces.names + ["a", "É"]).joined(separator: "\n").utf8)

@Suite("files of a vocabulary")
struct VocabularyFileTests {
  @Test(
    "settings say how a vocab.txt is to be used",
    arguments: [
      ("{}", WordPieceRules()),
      (#"{"do_lower_case": false}"#, WordPieceRules(lowercase: false)),
      (
        #"{"strip_accents": false, "tokenize_chinese_chars": false}"#,
        WordPieceRules(stripsAccents: false, splitsIdeographs: false)
      ),
    ])
  func settings(json: String, rules: WordPieceRules) throws {
    let found = try VocabularyFile.read(contents: [
      VocabularyFile.name: text, "tokenizer_config.json": Array(json.utf8),
    ])
    #expect(found == Vocabulary(SpecialPieces.names + ["a", "É"], rules: .wordPiece(rules)))
  }

  @Test("a folder's tokenizer.json goes before its vocab.txt, and that before its spiece.model")
  func precedence() throws {
    let folder = try TemporaryFolder()
    let model = [UInt8](try TokenizerFixture.load().sentencePiece)
    _ = try folder.write(model, to: VocabularyFile.sentencePiece)
    #expect(try VocabularyFile.read(folder: folder.path).pieces[0] == "<pad>")
    _ = try folder.write(text, to: VocabularyFile.name)
    #expect(try VocabularyFile.read(folder: folder.path).count == 7)
    _ = try folder.write(smallUnigram.utf8, to: VocabularyFile.tokenizer)
    #expect(try VocabularyFile.read(folder: folder.path).count == 8)
  }

  @Test("what is written into a folder is read from it", arguments: [true, false])
  func folder(lowercase: Bool) throws {
    let folder = try TemporaryFolder()
    let rules = WordPieceRules(lowercase: lowercase)
    let vocabulary = Vocabulary(SpecialPieces.names + ["a"], rules: .wordPiece(rules))
    let files = try VocabularyFile.write(vocabulary, into: folder.path)
    #expect(Array(files.keys) == [lowercase ? "vocab.txt" : "tokenizer.json"])
    #expect(try VocabularyFile.read(files: files) == vocabulary)
    #expect(try VocabularyFile.read(folder: folder.path) == vocabulary)
  }

  @Test("a token that holds a line's end goes to tokenizer.json")
  func lines() throws {
    let vocabulary = Vocabulary(SpecialPieces.names + ["a\nb"])
    let file = try VocabularyFile.contents(of: vocabulary)
    #expect(file.name == "tokenizer.json")
    #expect(try VocabularyFile.read(contents: [file.name: file.bytes]) == vocabulary)
  }

  @Test("missing and damaged files are named")
  func damage() throws {
    let folder = try TemporaryFolder()
    let missing = "expected tokenizer.json, vocab.txt or spiece.model in it"
    #expect(throws: VocabularyError("\(folder.path): \(missing)")) {
      try VocabularyFile.read(folder: folder.path)
    }
    #expect(throws: VocabularyError("expected the file tokenizer.json, vocab.txt or spiece.model"))
    {
      try VocabularyFile.read(contents: [:])
    }
    #expect(throws: VocabularyError("vocab.txt:2: expected UTF-8, found other bytes")) {
      try VocabularyFile.read(contents: ["vocab.txt": [65, 10, 0xFF]])
    }
    let path = folder.file("vocab.txt")
    #expect(throws: VocabularyError("\(path): can't be read; is it there, and readable?")) {
      try VocabularyFile.read(files: ["vocab.txt": path])
    }
  }

  @Test(
    "SentencePiece's files are refused where they aren't for Unigram, or are none",
    arguments: [
      // One token; then the trainer's model type, 2.
      ([10, 3, 10, 1, 97, 18, 2, 24, 2], "the model BPE is not supported; Unigram is"),
      ([10, 3, 10, 1, 97, 18, 2, 24, 9], "the model type 9 is not supported; Unigram is"),
      ([10, 3, 10, 1, 97], "the vocabulary lacks [PAD], [UNK], [CLS], [SEP], [MASK]"),
      ([10, 3, 10, 1, 97, 26, 3, 18, 1, 7], "its compiled map of characters is damaged"),
      ([10, 3, 10, 1, 0xFF], "it is not a SentencePiece model, or damaged"),
      ([10, 200, 1], "it is not a SentencePiece model, or damaged"),
      ([], "it is not a SentencePiece model, or damaged"),
    ] as [([UInt8], String)])
  func sentencePiece(bytes: [UInt8], problem: String) {
    #expect(throws: VocabularyError("spiece.model: \(problem)")) {
      try VocabularyFile.read(contents: [VocabularyFile.sentencePiece: bytes])
    }
  }
}
