import Pipeline
import Spec
import Stages
import Testing

@Suite("questions through the stages")
struct SpanStageTests {
  /// Stages up to a model that learns to find names.
  private static let stages = """
      asked:
        kind: load
        dataset: {kind: SQuAD, folder: ., stride: 4, question: 4}
        max_length: 16
        tokenizer: text
      found: {kind: train, model: donor, data: asked, steps: 80, batch_size: 16,
              learning_rate: 0.01, dropout: 0}
      score: {kind: evaluate, model: found, data: asked}
    """

  /// Makes texts of words in some order, with one name that is asked for.
  private static func questions(_ count: Int, from first: Int) -> String {
    let words = ["the", "old", "dog", "sees", "a", "river", "green", "boat", "likes", "stone"]
    let paragraphs = (first..<first + count).map { number in
      let name = ["tree", "bread"][number % 2]
      var text = (0..<4 + number % 11).map { words[($0 * 7 + number * 3) % words.count] }
      let position = (number * 5) % (text.count + 1)
      let start = text[..<position].reduce(0) { $0 + $1.count + 1 }
      text.insert(name, at: position)
      return """
        {"context": "\(text.joined(separator: " "))", "qas": [{"id": "\(number)",
        "question": "the house", "answers": [{"text": "\(name)", "answer_start": \(start)}]}]}
        """
    }
    return """
      {"data": [{"title": "t", "paragraphs": [\(paragraphs.joined(separator: ",\n"))]}]}
      """
  }

  private static let files = [
    "train-v1.1.json": questions(60, from: 0), "dev-v1.1.json": questions(20, from: 100),
  ]

  @Test("a small model learns to point at the answer, also across windows")
  func learning() throws {
    let laboratory = try Laboratory(Self.stages, files: Self.files)
    #expect(try laboratory.metric("questions.validation", of: "asked") == 20)
    #expect(try laboratory.metric("sequences.validation", of: "asked") > 20)
    #expect(try laboratory.metric("answered.train", of: "asked") >= 60)
    let exact = try laboratory.metric("exact_match", of: "score")
    let f1 = try laboratory.metric("f1", of: "score")
    #expect(exact >= 0.9 && f1 >= exact && f1 <= 1, "\(exact) \(f1)")
    #expect(try laboratory.metric("questions", of: "score") == 20)
    #expect(
      try laboratory.metric("scored", of: "score")
        == laboratory.metric("sequences.validation", of: "asked"))
    // Two scores beside the 16 numbers of a token, in place of the language head.
    let model = try laboratory.file("model.json", of: "found")
    #expect(String(decoding: model, as: UTF8.self).contains("marksSpans"))
  }

  @Test("stages for other data refuse them")
  func refusals() throws {
    for (stage, words) in [
      (
        "bag: {kind: bag-of-words, data: asked}",
        "'asked' has questions, which cannot be predicted"
      ),
      (
        "alike: {kind: similarity, model: donor, data: asked}",
        "'asked' has questions, which cannot be correlated"
      ),
      ("score: {kind: evaluate, model: donor, data: asked}", "has no head for these data"),
    ] {
      let error = #expect(throws: (any Error).self) {
        try Laboratory(
          """
            asked:
              kind: load
              dataset: {kind: SQuAD, folder: ., question: 4}
              max_length: 16
              tokenizer: text
            \(stage)
          """, files: Self.files)
      }
      #expect(error.map { "\($0)" }?.contains(words) == true, "\(String(describing: error))")
    }
  }

  @Test("sequences without room for a text are refused before anything runs")
  func room() throws {
    let spec = """
      experiment: asked
      stages:
        asked: {kind: load, dataset: {kind: SQuAD, question: 61}, max_length: 64}

      """
    let error = #expect(throws: SpecErrors.self) { try plan(spec.utf8) }
    #expect(error.map { "\($0)" }?.contains("no room for a text after 61") == true)
  }

  @Test("a plan counts the head and all rows")
  func planned() throws {
    let spec = """
      experiment: asked
      stages:
        text: {kind: load, dataset: wordnet-glosses}
        asked: {kind: load, dataset: SQuAD, max_length: 384, tokenizer: text}
        fresh:
          kind: initialize
          data: text
          encoder: {layers: 2, hidden: 16, heads: 2, max_positions: 384}
          sharing: none
        words: {kind: train, model: fresh, data: text, steps: 1, batch_size: 4}
        found: {kind: train, model: fresh, data: asked, steps: 1, batch_size: 4}

      """
    let planned = PlanOutlook(try plan(spec.utf8)).trainings
    let sizes = Dictionary(
      uniqueKeysWithValues: planned.map { ($0.stage.description, $0) })
    let (words, found) = (try #require(sizes["words"]), try #require(sizes["found"]))
    // Of the language head: 16 x 16, 16 each of bias, scale and shift, and a bias for 4096 tokens.
    #expect(words.parameters - found.parameters == 16 * 16 + 3 * 16 + 4096 - 2 * 17)
    #expect(found.tokens == 4 * 384 && found.operations > 6 * 2 * 16 * 4 * 384)
  }
}
