import Datasets
import FoundationEssentials
import Pipeline
import Stages
import Testing
import Tokenization

@Suite("texts that are cut, and validation that stands in training")
struct LoadedTextTests {
  @Test("texts, pairs and questions that lose an end are counted, and no others")
  func cut() throws {
    // Of eight tokens, six are for one text and five for two; a question has three.
    let single = "the dog\tx\nthe old dog sees a river\ty\nthe old dog sees a river now\tx\n"
    let pairs =
      "the old\tthe dog sees\ta\nthe old\ta dog sees a\tb\na river sees the old dog\ta\tb\n"
    let questions = ["the dog", "the old dog", "the old dog sees"].enumerated().map {
      number, text in
      """
      {"id": "\(number)", "question": "\(text)",
       "answers": [{"text": "river", "answer_start": 2}]}
      """
    }
    let asked = """
      {"data": [{"title": "t", "paragraphs": [{"context": "a river now",
       "qas": [\(questions.joined(separator: ","))]}]}]}
      """
    let words = "the old dog sees a river now"
    let laboratory = try Laboratory(
      """
        words: {kind: load, dataset: {kind: text, file: words.txt}, max_length: 16}
        single:
          kind: load
          dataset: {kind: table, train: single.tsv, validation: single.tsv, test: single.tsv}
          max_length: 8
          tokenizer: words
        pairs:
          kind: load
          dataset: {kind: table, train: pairs.tsv, validation: pairs.tsv, pair: other}
          max_length: 8
          tokenizer: words
        asked:
          kind: load
          dataset: {kind: SQuAD, folder: ., question: 3}
          max_length: 8
          tokenizer: words
      """,
      files: [
        "words.txt": (0..<9).map { "\(words) \($0)\n" }.joined(),
        "single.tsv": "text\tlabel\n\(single)", "pairs.tsv": "text\tother\tlabel\n\(pairs)",
        "train-v1.1.json": asked, "dev-v1.1.json": asked,
      ])
    for split in ["train", "validation", "test"] {
      #expect(try laboratory.metric("cut.\(split)", of: "single") == 1)
    }
    #expect(try laboratory.metric("cut.train", of: "pairs") == 2)
    #expect(try laboratory.metric("cut.train", of: "asked") == 1)
    #expect(throws: Missing.self) { try laboratory.metric("cut.train", of: "words") }
  }

  @Test("running text of training is left out of other splits, in either order of its segments")
  func repeats() throws {
    let training = ["the old dog sees a river", "a boat", "my green boat likes the stone"]
    let held = ["The old dog  sees a river", "a tree", "a boat", "the stone likes my boat"]
    let table = "{kind: text, file: train.txt, validation: held.txt}"
    let laboratory = try Laboratory(
      """
        plain: {kind: load, dataset: \(table), max_length: 16, tokenizer: text}
        ordered: {kind: load, dataset: \(table), max_length: 16, tokenizer: text, order: true}
        labelled:
          kind: load
          dataset: {kind: table, train: classes.tsv, validation: classes.tsv}
          max_length: 16
          tokenizer: text
        known:
          kind: load
          dataset: {kind: text, file: train.txt, validation: train.txt}
          max_length: 16
          tokenizer: text
      """,
      files: [
        "train.txt": training.map { "\($0)\n" }.joined(),
        "held.txt": held.map { "\($0)\n" }.joined(),
      ])
    for stage in ["plain", "ordered"] {
      #expect(try laboratory.metric("in_training.validation", of: stage) == 2)
      #expect(try laboratory.metric("sequences.validation", of: stage) == 2)
      #expect(try laboratory.metric("sequences.train", of: stage) == 3)
    }
    #expect(throws: Missing.self) { try laboratory.metric("in_training.train", of: "plain") }
    // What others have split stays as it is.
    #expect(try laboratory.metric("sequences.validation", of: "labelled") == 48)
    #expect(throws: Missing.self) {
      try laboratory.metric("in_training.validation", of: "labelled")
    }
    // A split that repeats the training split as a whole is kept, and the log says so.
    #expect(try laboratory.metric("sequences.validation", of: "known") == 3)
    #expect(try laboratory.metric("in_training.validation", of: "known") == 3)
    let data = try EncodedDataset(files: laboratory.output("plain").files)
    let kept = try #require(data.splits["validation"])
    let words = kept.ids.map { data.vocabulary.pieces[Int($0)] }.joined(separator: " ")
    #expect(words.contains("tree") && words.contains("stone") && !words.contains("dog"))
  }
}
