import FoundationEssentials
import Testing
import Tokenization

@testable import Datasets

private func tokenizer() throws -> WordPieceTokenizer {
  try WordPieceTokenizer(
    vocabulary: Vocabulary(SpecialPieces.names + ["who", "?", "the", "dog", "##s", ",", "é", "1"]))
}

private let question = RawQuestion(
  id: "q", title: "t", question: "Who?", context: "The dogs, dog é 1",
  answers: [RawQuestion.Answer(text: "dogs", start: 4)])

@Suite("questions on texts")
struct QuestionTests {
  @Test("a file in SQuAD's layout is read, and answers must be where they are said to be")
  func file() throws {
    func json(_ start: Int) -> String {
      """
      {"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": "The dogs, dog é 1",
      "qas": [{"id": "q", "question": "Who?", "answers": [{"text": "dogs", "answer_start": \(start)}]}]
      }]}]}
      """
    }
    try withTemporaryFolder { folder in
      let path = try write(json(4).utf8, "a.json", in: folder)
      #expect(try QuestionFile.questions(path) == [question])
      _ = try write(json(5).utf8, "a.json", in: folder)
      let error = #expect(throws: DatasetError.self) { try QuestionFile.questions(path) }
      #expect(error?.description == "\(path): question q: 'dogs' isn't at 5")
      _ = try write("[]".utf8, "a.json", in: folder)
      let other = #expect(throws: DatasetError.self) { try QuestionFile.questions(path) }
      #expect(other?.description.hasPrefix("\(path): expected the layout of SQuAD v1.1") == true)
    }
  }

  @Test("pieces with places are those of the whole text")
  func places() throws {
    let text = PlacedPieces(question.context, tokenizer: try tokenizer())
    #expect(try text.ids == tokenizer().encode(question.context))
    #expect(text.places == [0..<3, 4..<8, 4..<8, 8..<9, 10..<13, 14..<15, 16..<17])
    #expect(text.pieces(covering: 4..<8) == 1...2)
    #expect(text.pieces(covering: 7..<9) == 1...3)
    #expect(text.pieces(covering: 9..<10) == nil)
  }

  @Test("windows overlap, and hold the answer or point at [CLS]")
  func windows() throws {
    let tokenizer = try tokenizer()
    let text = PlacedPieces(question.context, tokenizer: tokenizer)
    let whole = QuestionWindows(tokenizer: tokenizer, length: 20, stride: 3, question: 9)
      .windows(question, text: text)
    #expect(whole.count == 1 && whole[0].start == 5 && whole[0].end == 6)
    #expect(whole[0].ids == [2, 5, 6, 3] + text.ids + [3])
    let cut = QuestionWindows(tokenizer: tokenizer, length: 8, stride: 2, question: 1)
      .windows(question, text: text)
    #expect(cut.map(\.ids.count) == [8, 8, 7])
    #expect(cut.map(\.start) == [4, 0, 0] && cut.map(\.end) == [5, 0, 0])
    #expect(cut.map(\.places.first?.lowerBound) == [0, 4, 10])
  }
}
