import FoundationEssentials
import Testing
import Tokenization

@testable import Datasets

private func tokenizer() throws -> WordPieceTokenizer {
  try WordPieceTokenizer(
    vocabulary: Vocabulary(SpecialPieces.names + ["who", "?", "the", "dog", "##s", ",", "é", "1"]))
}

private let example = RawExample(
  "Who?", pair: "The dogs, dog é 1", answers: [RawAnswer("dogs", start: 4)])

@Suite("questions on texts")
struct QuestionTests {
  private func json(start: String = "4", text: String = "dogs") -> String {
    """
    {"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": "The dogs, dog é 1",
    "qas": [{"id": "q", "question": "Who?",
    "answers": [{"text": "\(text)", "answer_start": \(start)}]}]}]}]}
    """
  }

  @Test("a file in SQuAD's layout is read")
  func file() throws {
    try withTemporaryFolder { folder in
      let path = try write(json().utf8, "a.json", in: folder)
      #expect(
        try QuestionFile.questions(path) == [RawQuestion(id: "q", title: "t", example: example)])
    }
  }

  /// What is wrong with a file of these bytes, after its path.
  private func problem(_ text: String) throws -> String {
    try withTemporaryFolder { folder in
      let path = try write(text.utf8, "a.json", in: folder)
      let error = #expect(throws: DatasetError.self) { try QuestionFile.questions(path) }
      let text = try #require(error?.description)
      #expect(text.hasPrefix("\(path):"))
      return String(text.dropFirst(path.count + 1).drop { $0 == " " })
    }
  }

  @Test("what isn't in that layout is named with its location")
  func damage() throws {
    let layout = "expected the layout of SQuAD v1.1: data, paragraphs, qas, answers; "
    #expect(try problem(json(start: "5")) == "question q: 'dogs' isn't at 5")
    #expect(try problem(json(start: "-1")) == "question q: 'dogs' isn't at -1")
    #expect(try problem(json(start: "\(Int.max)")) == "question q: 'dogs' isn't at \(Int.max)")
    #expect(try problem(json(text: "")) == "question q: '' isn't at 4")
    let location = "data[0].paragraphs[0].qas[0].answers[0]"
    let unnamed = json().replacing("\"answer_start\"", with: "\"begin\"")
    #expect(try problem(unnamed) == "\(layout)\(location): there is no 'answer_start'")
    let wrong = try problem(json(start: "true"))
    #expect(wrong.hasPrefix("\(layout)\(location).answer_start: "))
    #expect(try problem("[]").hasPrefix("\(layout)the document: "))
    #expect(try problem("{\"data\": [\n{}").hasPrefix("2:"))
    let cut = try problem(String(json().dropLast(9)))
    #expect(cut.hasPrefix("3:") && cut.hasSuffix("the file is no JSON"), "\(cut)")
    let silent = json().replacing(
      "[{\"text\": \"dogs\", \"answer_start\": 4}]", with: "[]")
    #expect(try problem(silent) == "question q: expected an answer at least")
  }

  @Test("articles that are in no split, and splits that are none, are refused")
  func splits() throws {
    try withTemporaryFolder { folder in
      try writeQuestions(in: folder)
      var subset = SQuADDevSubset()
      subset.folder = folder
      let counts = try subset.splits().mapValues(\.count)
      #expect(counts == ["train": 45, "validation": 15])
      let path = try write("title\tpart\nArticle_0\tother\n".utf8, "split.tsv", in: folder)
      let part = #expect(throws: DatasetError.self) { try subset.splits() }
      #expect(
        part?.description
          == "\(path):2: expected one of dev-subset, train-subset, found 'other'")
      _ = try write("title\tpart\nArticle_0\tdev-subset\n".utf8, "split.tsv", in: folder)
      let title = #expect(throws: DatasetError.self) { try subset.splits() }
      #expect(title?.description.contains("split.tsv has no article 'Article_1'") == true)
    }
  }

  @Test("the tokens with ranges are those of the whole text")
  func ranges() throws {
    let text = AlignedPieces(example.pair ?? "", tokenizer: try tokenizer())
    #expect(try text.ids == tokenizer().encode(example.pair ?? ""))
    #expect(text.ranges == [0..<3, 4..<8, 4..<8, 8..<9, 10..<13, 14..<15, 16..<17])
    #expect(text.pieces(covering: 4..<8) == 1...2)
    #expect(text.pieces(covering: 7..<9) == 1...3)
    #expect(text.pieces(covering: 9..<10) == nil)
    #expect(text.text(of: 0...2) == "The dogs" && text.text(of: 5...6) == "é 1")
    #expect(text.text(of: 5...7) == "")
  }

  @Test("windows overlap, and hold the answer or point at [CLS]")
  func windows() throws {
    let tokenizer = try tokenizer()
    let text = AlignedPieces(example.pair ?? "", tokenizer: tokenizer)
    let whole = QuestionWindows(
      tokenizer: tokenizer, length: 20, rule: WindowRule(stride: 3, question: 9)
    ).windows(example, text: text)
    #expect(whole.count == 1 && whole[0].start == 5 && whole[0].end == 6)
    #expect(whole[0].ids == [2, 5, 6, 3] + text.ids + [3])
    let cut = QuestionWindows(
      tokenizer: tokenizer, length: 8, rule: WindowRule(stride: 2, question: 1)
    ).windows(example, text: text)
    #expect(cut.map(\.ids.count) == [8, 8, 7])
    #expect(cut.map(\.start) == [4, 0, 0] && cut.map(\.end) == [5, 0, 0])
    #expect(cut.map(\.first) == [0, 2, 4] && cut.map(\.head) == [3, 3, 3])
  }

  @Test("every window's answer is that answer's text, wherever windows begin", arguments: 1...6)
  func borders(stride: Int) throws {
    let context = "dog the dogs 1, é the dogs, dog 1 who the é dogs"
    let words = [("dogs", 8), ("the dogs", 18), ("dogs, dog", 22), ("é dogs", 42), ("1, é", 13)]
    let raw = RawDataset(
      content: .answers,
      splits: [
        "train": words.map { word, start in
          RawExample("who?", pair: context, answers: [RawAnswer(word, start: start)])
        }
      ], classes: [], source: "", windows: WindowRule(stride: stride, question: 8))
    let tokenizer = try tokenizer()
    let split = try EncodedDataset(raw, tokenizer: tokenizer, maximumLength: 12).split("train")
    let spans = try #require(split.spans)
    #expect(spans.contexts == [context] && spans.questions.count == words.count)
    for (sequence, window) in spans.windows.enumerated() {
      let pieces = Array(split.ids[split.offsets[sequence]..<split.offsets[sequence + 1]])
      #expect(pieces.count <= 12 && pieces.prefix(4) == [2, 5, 6, 3] && pieces.last == 3)
      let answer = tokenizer.encode(words[window.question].0)
      let held = Array(pieces[Int(window.start)...Int(window.end)])
      #expect(window.start == 0 ? held == [2] : held == answer)
    }
    let texts = spans.texts(of: spans.learnedStretches, tokenizer: tokenizer)
    // Seven tokens of the text fit in a window, and the longest answer has four.
    let isAlwaysWhole = stride - 1 + 4 <= 7
    for (text, word) in zip(texts, words) where isAlwaysWhole || !text.isEmpty {
      #expect(text == word.0)
    }
  }
}

@Suite("stored questions")
struct StoredQuestionTests {
  private func data() throws -> EncodedDataset {
    let raw = RawDataset(
      content: .answers, splits: ["train": [example, example], "validation": [example]],
      classes: [], source: "", windows: WindowRule(stride: 2, question: 1))
    return EncodedDataset(raw, tokenizer: try tokenizer(), maximumLength: 8)
  }

  @Test("files give back what was written")
  func roundTrip() throws {
    let data = try data()
    try withTemporaryFolder { folder in
      let files = try data.save(in: folder)
      #expect(files.keys.sorted() == ["dataset.bin", "questions.json", "vocab.txt"])
      #expect(try EncodedDataset(files: files) == data)
      let batch = try EncodedDataset(files: files).split("train").batch([3, 1])
      #expect(batch.starts == [4, 0] && batch.ends == [5, 0])
    }
  }

  @Test("a questions' file that is missing, changed or another data set's is refused")
  func damage() throws {
    try withTemporaryFolder { folder in
      var files = try data().save(in: folder)
      let path = try #require(files["questions.json"])
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      for changed in [Array(bytes.dropLast()), [], bytes + [32], bytes.map { $0 == 52 ? 53 : $0 }] {
        try Data(changed).write(to: URL(filePath: path))
        let error = #expect(throws: DatasetError.self) { try EncodedDataset(files: files) }
        #expect(error?.description.hasPrefix("\(path): the file is damaged") == true)
      }
      files["questions.json"] = nil
      #expect(throws: DatasetError("expected the file questions.json")) {
        try EncodedDataset(files: files)
      }
    }
  }

  @Test("a window that doesn't fit its sequence is refused")
  func windows() throws {
    let split = try data().split("train")
    let spans = try #require(split.spans)
    func changed(_ window: AnswerSpans.Window) -> AnswerSpans {
      var spans = spans
      spans.windows[0] = window
      return spans
    }
    #expect(try split.with(spans, "p") == split)
    for window in [
      AnswerSpans.Window(question: 2, head: 3, first: 0, start: 4, end: 5),
      .init(question: 0, head: 9, first: 0, start: 4, end: 5),
      .init(question: 0, head: 3, first: -1, start: 4, end: 5),
      .init(question: 0, head: 3, first: 0, start: 5, end: 4),
      .init(question: 0, head: 3, first: 0, start: 4, end: 8),
    ] {
      let error = #expect(throws: DatasetError.self) { try split.with(changed(window), "p") }
      #expect(error?.description.hasPrefix("p: a window does not fit") == true)
    }
  }
}
