@testable import Datasets

/// Writes small files of questions, as every data set of them has them, into `folder`.
func writeQuestions(in folder: String) throws {
  let articles = (0..<4).map { number in
    (title: "Article_\(number)", entries: (0..<15).map { "article \(number), word \($0)" })
  }
  for name in ["train-v1.1.json", "dev-v1.1.json", "dev-v1.1.rebuilt.json"] {
    let json = articles.map { title, entries in
      questionArticle(title, context: "In \(title) stands the word.", ids: entries)
    }.joined(separator: ",\n")
    _ = try write("{\"version\": \"1.1\", \"data\": [\(json)]}".utf8, name, in: folder)
  }
  let rows = articles.enumerated().map { number, article in
    "\(article.title)\t\(number == 3 ? "dev" : "train")-subset\n"
  }
  _ = try write("title\tpart\n\(rows.joined())".utf8, "split.tsv", in: folder)
}

/// An article of one paragraph, whose questions all have its second word as their answer.
private func questionArticle(_ title: String, context: String, ids: [String]) -> String {
  let entries = ids.map { id in
    """
    {"id": "\(id)", "question": "Where is \(id)?",
    "answers": [{"text": "\(title)", "answer_start": 3}]}
    """
  }
  return """
    {"title": "\(title)", "paragraphs": [{"context": "\(context)",
    "qas": [\(entries.joined(separator: ",\n"))]}]}
    """
}

extension AnswerSpans {
  /// Tokens of each question's context that are to be learned [questions], from the first window
  /// that holds them; nil where none does.
  var learnedStretches: [ClosedRange<Int>?] {
    questions.indices.map { question in
      windows.first { $0.question == question && $0.start > 0 }.map { window in
        let shift = window.first - window.head
        return Int(window.start) + shift...Int(window.end) + shift
      }
    }
  }
}
