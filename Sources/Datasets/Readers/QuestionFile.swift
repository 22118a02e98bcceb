internal import FoundationEssentials
internal import Options
internal import Serialization

/// A question as a file has it, whose answer is a stretch of a text.
struct RawQuestion: Hashable, Sendable {
  let id: String
  /// Title of the article that the text is from.
  let title: String
  let example: RawExample
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
    var answers: [Answer]
  }

  private struct Answer: Decodable {
    var text: String
    var answer_start: Int
  }

  /// Reads the questions of a file in its order.
  ///
  /// - Throws: `DatasetError` with the location where the file is no JSON or has another layout, or
  ///   with the questions whose answers aren't at the offsets that the file gives.
  static func questions(_ path: String) throws(DatasetError) -> [RawQuestion] {
    let document = try document(path)
    var problems: [String] = []
    var questions: [RawQuestion] = []
    for article in document.data {
      for paragraph in article.paragraphs {
        let scalars = Array(paragraph.context.unicodeScalars)
        for entry in paragraph.qas {
          problems += entry.answers.filter { !isThere($0, in: scalars) }.map { answer in
            "\(path): question \(entry.id.excerpt): '\(answer.text.excerpt)' isn't at "
              + "\(answer.answer_start)"
          }
          if entry.answers.isEmpty {
            problems.append("\(path): question \(entry.id): expected an answer at least")
          }
          let example = RawExample(
            entry.question, pair: paragraph.context,
            answers: entry.answers.map { RawAnswer($0.text, start: $0.answer_start) })
          questions.append(
            RawQuestion(id: entry.id, title: article.title, example: example))
        }
      }
    }
    try DelimitedTable.report(problems)
    return questions
  }

  private static func document(_ path: String) throws(DatasetError) -> Document {
    let data = Data(try TextFile.bytes(path))
    try checkJSON(data, path)
    let expected = "expected the layout of SQuAD v1.1: data, paragraphs, qas, answers"
    do {
      return try JSONDecoder().decode(Document.self, from: data)
    } catch let error as DecodingError {
      throw DatasetError("\(path): \(expected); \(location(of: error))")
    } catch {
      throw DatasetError("\(path): \(expected); \(error)")
    }
  }

  /// Checks that the whole document is JSON, of which a decoder looks at parts alone.
  ///
  /// - Throws: `DatasetError` with the line and column where it isn't.
  private static func checkJSON(_ bytes: Data, _ path: String) throws(DatasetError) {
    do throws(SerializationError) {
      try JSONScanner.check(bytes)
    } catch {
      throw DatasetError(
        "\(path):\(error.line(in: bytes)):\(error.column(in: bytes)): \(error.problem); "
          + "the file is no JSON")
    }
  }

  /// Says where in the document something is wrong, and what: `data[0].paragraphs[2]: …`.
  private static func location(of error: DecodingError) -> String {
    let (context, missing): (DecodingError.Context, String?) =
      switch error {
      case .keyNotFound(let key, let context): (context, key.stringValue)
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        (context, nil)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
      }
    let path = context.codingPath.reduce("") { path, key in
      key.intValue.map { "\(path)[\($0)]" }
        ?? (path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)")
    }
    let problem = missing.map { "there is no '\($0)'" } ?? context.debugDescription
    return "\(path.isEmpty ? "the document" : path): \(problem)"
  }

  private static func isThere(_ answer: Answer, in context: [Unicode.Scalar]) -> Bool {
    let text = Array(answer.text.unicodeScalars)
    let (end, isOver) = answer.answer_start.addingReportingOverflow(text.count)
    guard !isOver, answer.answer_start >= 0, !text.isEmpty, end <= context.count else {
      return false
    }
    return Array(context[answer.answer_start..<end]) == text
  }
}
