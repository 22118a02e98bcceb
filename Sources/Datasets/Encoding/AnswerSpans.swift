package import Tokenization

/// The questions that the sequences of a split ask, and where answers stand in them.
///
/// A sequence is a window: `[CLS] question [SEP] a stretch of the context [SEP]`.
package struct AnswerSpans: Hashable, Sendable, Codable {
  /// Which stretch of which context a sequence holds.
  package struct Window: Hashable, Sendable, Codable {
    /// Its place in ``AnswerSpans/questions``.
    package let question: Int
    /// The place in the sequence of the stretch's first piece.
    package let head: Int
    /// Which piece of the whole context that is.
    package let first: Int
    /// The places in the sequence of the first piece of the answer to be learned and of its last
    /// one; both 0, which is [CLS], where the stretch doesn't hold it as a whole.
    package let start, end: Int32

    package init(question: Int, head: Int, first: Int, start: Int32, end: Int32) {
      self.question = question
      self.head = head
      self.first = first
      (self.start, self.end) = (start, end)
    }
  }

  package struct Question: Hashable, Sendable, Codable {
    /// Its place in ``AnswerSpans/contexts``.
    package let context: Int
    /// All that people gave.
    package let answers: [String]

    package init(context: Int, answers: [String]) {
      (self.context, self.answers) = (context, answers)
    }
  }

  package internal(set) var contexts: [String]
  package internal(set) var questions: [Question]
  package internal(set) var windows: [Window]

  package init(contexts: [String] = [], questions: [Question] = [], windows: [Window] = []) {
    self.contexts = contexts
    self.questions = questions
    self.windows = windows
  }

  /// The text of a stretch of each question's context, without white space at its ends.
  ///
  /// - Parameters:
  ///   - stretches: Of each question, the first piece of its context and the last one; nil for no
  ///     text.
  ///   - tokenizer: That of the data.
  package func texts(
    of stretches: [ClosedRange<Int>?], tokenizer: any Tokenizer
  ) -> [String] {
    precondition(stretches.count == questions.count, "a stretch for each question")
    var (context, placed): (Int, PlacedPieces?) = (-1, nil)
    return zip(questions, stretches).map { question, stretch in
      guard let stretch else { return "" }
      // Questions on one context follow each other.
      if question.context != context {
        context = question.context
        placed = PlacedPieces(contexts[context], tokenizer: tokenizer)
      }
      return placed?.text(of: stretch) ?? ""
    }
  }

  /// How many sequences hold the answer that is to be learned.
  package var windowsWithAnswer: Int { windows.count { $0.start > 0 } }
}
