import Testing
import Tokenization

private let words = SpecialPieces.names + ["good", "bad", "film", "dull", "Good"]

/// A `tokenizer.json` of these words.
private func document(lowercase: Bool, added: [String] = []) -> String {
  let special = SpecialPieces.names.enumerated().map { id, name in
    #"{"id": \#(id), "content": "\#(name)", "normalized": false, "special": true}"#
  }
  let vocabulary = words.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
  return """
    {
      "added_tokens": [\((special + added).joined(separator: ", "))],
      "normalizer": {"type": "BertNormalizer", "lowercase": \(lowercase)},
      "pre_tokenizer": {"type": "BertPreTokenizer"},
      "model": {"type": "WordPiece", "unk_token": "[UNK]", "vocab": {\(vocabulary)}}
    }
    """
}

/// Files of a folder beside its vocab.txt, and what Transformers 5.24 makes with them of
/// `good Good <ent> <ENT> bad [MASK] <e2>`, or whatever else the text is.
private struct Files: Sendable, CustomTestStringConvertible {
  let testDescription: String
  var tokenizer: String?
  var config: String?
  var special: String?
  var added: String?
  var usual = "BertTokenizer"
  var text = "good Good <ent> <ENT> bad [MASK] <e2>"
  let ids: [Int32]

  var contents: [String: [UInt8]] {
    [
      "vocab.txt": words.joined(separator: "\n"), "tokenizer.json": tokenizer,
      "tokenizer_config.json": config, "special_tokens_map.json": special,
      "added_tokens.json": added,
    ].compactMapValues { $0.map { Array($0.utf8) } }
  }
}

private let lower: [Int32] = [5, 5, 1, 1, 1, 1, 1, 1, 6, 4, 1, 1, 1]
private let cased: [Int32] = [5, 9, 1, 1, 1, 1, 1, 1, 6, 4, 1, 1, 1]
/// `<ent>` as one token, `<ENT>` not.
private let exact: [Int32] = [5, 5, 10, 1, 1, 1, 6, 4, 1, 1, 1]
/// Both as one token.
private let folded: [Int32] = [5, 5, 10, 10, 6, 4, 1, 1, 1]
private let entity = #"{"content": "<ent>", "normalized": false, "special": true}"#
private let generic = #""tokenizer_class": "PreTrainedTokenizerFast""#

private let cases: [Files] = [
  Files(testDescription: "vocab.txt alone", ids: lower),
  Files(
    testDescription: "a class that makes the rules", tokenizer: document(lowercase: false),
    ids: lower),
  Files(
    testDescription: "settings without a class", tokenizer: document(lowercase: true),
    config: #"{"do_lower_case": false}"#, ids: cased),
  Files(
    testDescription: "the fast class is the same", tokenizer: document(lowercase: false),
    config: #"{"tokenizer_class": "BertTokenizerFast"}"#, ids: lower),
  Files(
    testDescription: "a class that takes the file as it is", tokenizer: document(lowercase: false),
    config: "{\(generic), \"do_lower_case\": true}", ids: cased),
  Files(
    testDescription: "a class that config.json names", tokenizer: document(lowercase: false),
    usual: "PreTrainedTokenizerFast", ids: cased),
  Files(
    testDescription: "a class that is BERT's but in name",
    config: #"{"tokenizer_class": "ElectraTokenizer", "do_lower_case": false}"#, ids: cased),
  Files(testDescription: "an added token", added: #"{"<ent>": 10}"#, ids: folded),
  Files(
    testDescription: "an added token where case counts", config: #"{"do_lower_case": false}"#,
    added: #"{"<ent>": 10}"#, ids: [5, 9, 10, 1, 1, 1, 6, 4, 1, 1, 1]),
  Files(
    testDescription: "two, in the order of their ids", added: #"{"<e2>": 11, "<ent>": 10}"#,
    ids: [5, 5, 10, 10, 6, 4, 11]),
  Files(
    testDescription: "one in capitals", added: #"{"<ENT>": 10}"#, ids: folded),
  Files(
    testDescription: "one that the vocabulary has, found within words", added: #"{"good": 5}"#,
    text: "good goodgood Good", ids: [5, 5, 5, 5]),
  Files(
    testDescription: "one beside tokenizer.json", tokenizer: document(lowercase: true),
    config: "{\(generic)}", added: #"{"<ent>": 10}"#, ids: folded),
  Files(
    testDescription: "a special one", special: #"{"additional_special_tokens": ["<ent>"]}"#,
    ids: exact),
  Files(
    testDescription: "a special one in the settings",
    config: #"{"additional_special_tokens": ["<ent>"]}"#, ids: exact),
  Files(
    testDescription: "a decoder of added tokens",
    config: #"{"added_tokens_decoder": {"10": \#(entity)}}"#, ids: exact),
  Files(
    testDescription: "a decoder, beside which the other files don't count",
    config: #"{"added_tokens_decoder": {"10": \#(entity)}}"#,
    special: #"{"cls_token": "dull"}"#, added: #"{"<e2>": 11}"#, ids: exact),
  Files(
    testDescription: "a decoder beside tokenizer.json", tokenizer: document(lowercase: true),
    config: #"{\#(generic), "added_tokens_decoder": {"10": \#(entity)}}"#, ids: exact),
  Files(
    testDescription: "a normalised one",
    config: """
      {"added_tokens_decoder":
        {"10": {"content": "<ent>", "normalized": true, "special": false}}}
      """, ids: folded),
  Files(testDescription: "a token of another name", config: #"{"bos_token": "<ent>"}"#, ids: exact),
  Files(
    testDescription: "one that only tokenizer.json has",
    tokenizer: document(lowercase: true, added: [#"{"id": 10, \#(entity.dropFirst())"#]),
    ids: exact),
  Files(
    testDescription: "accents", config: #"{"strip_accents": false}"#, text: "gööd good",
    ids: [1, 5]),
  Files(
    testDescription: "ideographs", config: #"{"tokenize_chinese_chars": false}"#,
    text: "good\u{4F60}good", ids: [1]),
]

@Suite("what stands beside a vocabulary")
struct TokenizerSettingsTests {
  @Test("is followed as Transformers follows it", arguments: cases)
  private func followed(_ files: Files) throws {
    let vocabulary = try VocabularyFile.read(contents: files.contents, usualClass: files.usual)
    #expect(try vocabulary.tokenizer().encode(files.text) == files.ids)
  }

  @Test("and what was read is written so that it is read again", arguments: cases)
  private func written(_ files: Files) throws {
    let vocabulary = try VocabularyFile.read(contents: files.contents, usualClass: files.usual)
    let file = try VocabularyFile.contents(of: vocabulary)
    #expect(try VocabularyFile.read(contents: [file.name: file.bytes]) == vocabulary)
  }

  @Test(
    "what can't be followed is refused by name",
    arguments: [
      (
        Files(testDescription: "", config: #"{"tokenizer_class": "RobertaTokenizer"}"#, ids: []),
        "tokenizer_config.json: tokenizer_class: 'RobertaTokenizer' is not supported; Bert"
      ),
      (
        Files(testDescription: "", usual: "XLNetTokenizerFast", ids: []),
        "config.json: tokenizer_class: 'XLNetTokenizerFast' is not supported"
      ),
      (
        Files(testDescription: "", usual: "AlbertTokenizer", ids: []),
        "expected the file tokenizer.json or spiece.model, which tokenizer_class asks for"
      ),
      (
        Files(
          testDescription: "", tokenizer: document(lowercase: true), usual: "AlbertTokenizer",
          ids: []),
        "tokenizer.json: model: WordPiece for AlbertTokenizer is not supported; Unigram is"
      ),
      (
        Files(testDescription: "", tokenizer: smallUnigram, ids: []),
        "tokenizer.json: model: Unigram for BertTokenizer is not supported; WordPiece is"
      ),
      (
        Files(
          testDescription: "", tokenizer: smallUnigram, config: #"{"do_lower_case": false}"#,
          usual: "AlbertTokenizer", ids: []),
        "tokenizer_config.json: do_lower_case and tokenizer.json say different things"
      ),
      (
        Files(
          testDescription: "", tokenizer: smallUnigram, config: #"{"keep_accents": true}"#,
          usual: "AlbertTokenizer", ids: []),
        "tokenizer_config.json: keep_accents and tokenizer.json say different things"
      ),
      (
        Files(
          testDescription: "", tokenizer: smallUnigram, added: #"{"<ent>": 8}"#,
          usual: "AlbertTokenizer", ids: []),
        "tokenizer.json: '<ent>' with 'normalized' is not supported"
      ),
      (
        Files(testDescription: "", tokenizer: smallWordPiece, ids: []),
        "max_input_chars_per_word and tokenizer.json say different things"
      ),
      (
        Files(testDescription: "", added: #"{"<ent>": 11}"#, ids: []),
        "added_tokens.json: '<ent>': '<ent>' with the id 11 is not supported; 10, which follows"
      ),
      (
        Files(testDescription: "", special: #"{"cls_token": "dull"}"#, ids: []),
        "special_tokens_map.json: cls_token: 'dull' is not supported; '[CLS]' is"
      ),
      (
        Files(
          testDescription: "", config: #"{"unk_token": {"content": "dull", "lstrip": false}}"#,
          ids: []),
        "tokenizer_config.json: unk_token: 'dull' is not supported; '[UNK]' is"
      ),
      (
        Files(testDescription: "", config: #"{"split_special_tokens": true}"#, ids: []),
        "tokenizer_config.json: split_special_tokens: true is not supported; false is"
      ),
      (
        Files(
          testDescription: "",
          config: #"{"added_tokens_decoder": {"10": {"content": "<e>", "single_word": true}}}"#,
          ids: []),
        "added_tokens_decoder['10']: '<e>' with 'single_word' is not supported"
      ),
      (
        Files(testDescription: "", config: #"{"added_tokens_decoder": {"x": "<e>"}}"#, ids: []),
        "added_tokens_decoder must be an object of tokens by their ids"
      ),
      (
        Files(testDescription: "", config: #"{"do_lower_case": "yes"}"#, ids: []),
        "tokenizer_config.json: do_lower_case must be true or false"
      ),
      (
        Files(testDescription: "", special: #"{"a": 1,}"#, ids: []),
        "special_tokens_map.json:1:9: lacks '\"'; the file is no JSON"
      ),
    ])
  private func refused(files: Files, problem: String) throws {
    let error = #expect(throws: VocabularyError.self) {
      try VocabularyFile.read(contents: files.contents, usualClass: files.usual)
    }
    #expect(error?.description.contains(problem) == true, "\(error as Any)")
  }
}
