internal import FoundationEssentials

/// A question whose answer is a stretch of a text.
struct RawQuestion: Hashable, Sendable {
  /// An answer as someone gave it.
  struct Answer: Hashable, Sendable {
    let text: String
    /// Of its first character in the text, counted in Unicode scalars from 0.
    let start: Int
  }

  let id: String
  /// Of the article that the text is from.
  let title: String
  let question: String
  let context: String
  /// One to learn from; several to be compared with.
  let answers: [Answer]
}

/// Reads files in the layout of SQuAD v1.1 (Rajpurkar et al., EMNLP 2016).
enum QuestionFile {
  private struct Document: Decodable {
    var data: [Article]
  }

  private struct Article: Decodable {
    var title: String
    var paragraphs: [Paragraph]
  }

  private struct Paragraph: Decodable {
    var context: String
    var qas: [Entry]
  }

  private struct Entry: Decodable {
    var id: String
    var question: String
    var answers: [Told]
  }

  private struct Told: Decodable {
    var text: String
    var answer_start: Int
  }

  /// The questions of a file in its order.
  ///
  /// - Throws: `DatasetError` where the file has another layout, or an answer isn't where it is said
  ///   to be.
  static func questions(_ path: String) throws(DatasetError) -> [RawQuestion] {
    let document: Document
    let data = try BinaryFile.read(path)
    do {
      document = try JSONDecoder().decode(Document.self, from: data)
    } catch {
      throw DatasetError(
        "\(path): expected the layout of SQuAD v1.1: data, paragraphs, qas, answers; \(error)")
    }
    var problems: [String] = []
    var questions: [RawQuestion] = []
    for article in document.data {
      for paragraph in article.paragraphs {
        let scalars = Array(paragraph.context.unicodeScalars)
        for entry in paragraph.qas {
          for answer in entry.answers where !isThere(answer, in: scalars) {
            problems.append(
              "\(path): question \(entry.id): '\(answer.text)' isn't at \(answer.answer_start)")
          }
          questions.append(
            RawQuestion(
              id: entry.id, title: article.title, question: entry.question,
              context: paragraph.context,
              answers: entry.answers.map { .init(text: $0.text, start: $0.answer_start) }))
        }
      }
    }
    try DelimitedTable.report(problems)
    return questions
  }

  private static func isThere(_ answer: Told, in context: [Unicode.Scalar]) -> Bool {
    let text = Array(answer.text.unicodeScalars)
    let end = answer.answer_start + text.count
    guard answer.answer_start >= 0, !text.isEmpty, end <= context.count else { return false }
    return Array(context[answer.answer_start..<end]) == text
  }
}
