import Testing
import Tokenization

/// A document for BERT's tokenizer with few tokens.
let smallWordPiece = """
  {
    "added_tokens": [{"id": 4, "content": "[MASK]", "special": true}],
    "normalizer": {"type": "BertNormalizer", "lowercase": false},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
    "model": {
      "type": "WordPiece", "unk_token": "[UNK]", "max_input_chars_per_word": 9,
      "continuing_subword_prefix": "##",
      "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "A": 5, "##\\u00e9": 6}
    }
  }
  """

/// A document for ALBERT's tokenizer with few tokens.
let smallUnigram = """
  {
    "added_tokens": [{"id": 4, "content": "[MASK]", "lstrip": true}],
    "normalizer": {"type": "Sequence", "normalizers": [
      {"type": "Replace", "pattern": {"String": "``"}, "content": "a"}, {"type": "NFKD"},
      {"type": "StripAccents"}, {"type": "Lowercase"},
      {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
    "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
    "post_processor": null,
    "model": {"type": "Unigram", "unk_id": 1, "vocab": [
      ["<pad>", 0], ["<unk>", 0], ["[CLS]", 0], ["[SEP]", 0], ["[MASK]", 0], ["▁", -2],
      ["a", -1.5e0], ["b", -3]]}
  }
  """

private func read(_ document: String) throws -> Vocabulary {
  try VocabularyFile.read(contents: [VocabularyFile.tokenizer: Array(document.utf8)])
}

@Suite("tokenizer.json")
struct TokenizerDocumentTests {
  @Test("documents give their vocabularies")
  func reading() throws {
    let pieces = try read(smallWordPiece)
    #expect(pieces.rules == .wordPiece(WordPieceRules(lowercase: false, longestWord: 9)))
    #expect(try pieces.tokenizer().encode("Aé[MASK]") == [5, 6, 4])
    let scored = try read(smallUnigram)
    #expect(scored.added == [AddedPiece(id: 4, takesSpaceBefore: true, isSpecial: false)])
    #expect(try scored.tokenizer().encode("Á`` [MASK]b") == [5, 6, 6, 4, 5, 7])
  }

  @Test(
    "what can't be followed is refused by its name",
    arguments: [
      (
        #""WordPiece""#, #""BPE""#,
        "model: the model BPE is not supported; WordPiece and Unigram are"
      ),
      ("\"##\",", "\"@@\",", "model.continuing_subword_prefix must be '##'"),
      (#""unk_token": "[UNK]""#, #""unk_token": "A""#, "model.unk_token must be '[UNK]'"),
      ("BertPreTokenizer", "Whitespace", "pre_tokenizer: Whitespace is not supported"),
      ("BertNormalizer", "NFC", "normalizer: NFC is not supported; BertNormalizer is"),
      (#""lowercase": false"#, #""clean_text": false"#, "'clean_text' false is not supported"),
      ("BertProcessing", "RobertaProcessing", "post_processor: RobertaProcessing is not supported"),
      (
        #""special": true"#, #""single_word": true"#, "'[MASK]' with 'single_word' is not supported"
      ),
      (
        #"{"id": 4"#, #"{"id": 5"#,
        "added_tokens[0]: '[MASK]' with the id 5 is not supported; 4, its index"
      ),
      (#""A": 5"#, #""A": 4"#, "model.vocab['A'] must be an id below 7 that no other token has"),
      (#""A": 5"#, #""A": 5.5"#, "model.vocab['A'] must be a whole number"),
      ("[PAD]", "[Pad]", "the vocabulary lacks [PAD]"),
      (#""model""#, #""Model""#, "the document must be an object with 'model'"),
      (#""type": "BertNormalizer""#, #""type": []"#, "normalizer.type must be a string"),
    ])
  func wordPieceRefusals(old: String, new: String, problem: String) {
    expectRefused(smallWordPiece, old, new, problem)
  }

  @Test(
    "and so it is for Unigram",
    arguments: [
      (#""unk_id": 1"#, #""unk_id": 0"#, "model.unk_id must be 1, the id of '<unk>'"),
      (#""unk_id": 1"#, #""byte_fallback": true"#, "model: 'byte_fallback' is not supported"),
      (#"["a", -1.5e0]"#, #"["a"]"#, "model.vocab[6] must be a token and its score"),
      ("NFKD", "NFC", "normalizer.normalizers[1]: NFC is not supported; Replace, NFKD"),
      (" {2,}", "\\\\s+", #"'\s+' is not supported; ' {2,}' is"#),
      (#""String": "``""#, #""String": """#, "pattern.String must be a text that isn't empty"),
      (#""▁", "add_prefix_space""#, #""_", "add_prefix_space""#, "replacement must be '▁'"),
      (
        #""add_prefix_space": true"#, #""prepend_scheme": "first""#,
        "pre_tokenizer.prepend_scheme: 'first' is not supported; 'always' and 'never' are"
      ),
      (#""add_prefix_space": true"#, #""split": false"#, "pre_tokenizer: 'split' false is not"),
      ("Metaspace", "ByteLevel", "pre_tokenizer: ByteLevel here is not supported"),
      ("Metaspace", "WhitespaceSplit", "Unigram without Metaspace is not supported"),
      (
        #"{"type": "NFKD"}"#, #"{"type": "Precompiled", "precompiled_charsmap": "AAAA"}"#,
        "precompiled_charsmap must be SentencePiece's compiled map of characters in base 64"
      ),
    ])
  func unigramRefusals(old: String, new: String, problem: String) {
    expectRefused(smallUnigram, old, new, problem)
  }

  @Test(
    "steps that would let a text grow without measure are refused",
    arguments: [
      (
        #"{"type": "Replace", "pattern": {"String": "a"}, "content": "aa"}"#, 40,
        "[8]: Replace that makes text more than 64 times as long, with the steps before it, is not"
      ),
      (
        #"{"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "         "}"#, 3,
        "[4]: Replace that makes text more than 64 times as long"
      ),
      (#"{"type": "NFKD"}"#, 1, "normalizers[2]: NFKD twice is not supported; once is"),
      (#"{"type": "Lowercase"}"#, 60, "normalizer: a list of 65 steps is not supported; at most"),
    ])
  func growth(step: String, count: Int, problem: String) {
    let nfkd = #"{"type": "NFKD"},"#
    expectRefused(
      smallUnigram, nfkd, nfkd + String(repeating: step + ",", count: count), problem)
  }

  @Test("steps that lengthen text a little are followed")
  func longer() throws {
    let step = #"{"type": "Replace", "pattern": {"String": "x"}, "content": "ab"},"#
    let nfkd = #"{"type": "NFKD"},"#
    let longer = smallUnigram.replacing(nfkd, with: nfkd + step)
    #expect(try read(longer).tokenizer().encode("x") == [5, 6, 7])
  }

  private func expectRefused(_ document: String, _ old: String, _ new: String, _ problem: String) {
    #expect(document.contains(old))
    let error = #expect(throws: VocabularyError.self) {
      try read(document.replacing(old, with: new))
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("tokenizer.json: ") && text.contains(problem), "\(text)")
  }

  @Test(
    "what is no JSON is refused with its line",
    arguments: [
      "", "{", "{\"a\" 1}", "[1,]", "[01]", "[1.]", "[+1]", "[1e999]", "\"\\x\"", "\"\\ud800\"",
      "\"\u{1}\"", "\"a", "nul", "{} {}", "{\"a\":}", "[\"\\u12\"]", "\"\\ud800\\u0041\"",
    ])
  func broken(text: String) {
    let error = #expect(throws: VocabularyError.self) { try read("\n\(text)") }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("tokenizer.json:2:") && description.hasSuffix("is no JSON"))
  }

  @Test("neither depth nor size overflows the stack", arguments: ["[", "{\"a\":", "[{\"a\":[1,"])
  func deep(part: String) {
    let error = #expect(throws: VocabularyError.self) {
      try read(String(repeating: part, count: 20_000))
    }
    #expect(error?.description.contains("has more than 64 levels") == true)
  }

  @Test("tokens that only canonical equivalence makes equal stay apart, and escapes survive")
  func equivalence() throws {
    let odd = ["\u{212B}", "\u{C5}", "A\u{30A}", "\"\\\u{1F}\n\u{7F}", "𝄞"]
    let vocabulary = Vocabulary(
      SpecialPieces.names + odd, rules: .wordPiece(WordPieceRules(lowercase: false)))
    let file = try VocabularyFile.contents(of: vocabulary)
    let copy = try VocabularyFile.read(contents: [file.name: file.bytes])
    #expect(copy.pieces.map { Array($0.utf8) } == vocabulary.pieces.map { Array($0.utf8) })
    #expect(try copy.tokenizer().encode("\u{C5} \u{212B}") == [6, 5])
  }
}
