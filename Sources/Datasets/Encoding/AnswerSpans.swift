package import Tokenization

/// The questions of a split, and the answers' positions in the sequences that ask them.
///
/// A sequence is a window: `[CLS] question [SEP] a stretch of the context [SEP]`.
package struct AnswerSpans: Hashable, Sendable, Codable {
  /// The stretch of a context that one sequence holds.
  package struct Window: Hashable, Sendable, Codable {
    /// Index of its question in ``AnswerSpans/questions``.
    package let question: Int
    /// Position in the sequence at which the stretch begins.
    package let head: Int
    /// Index in the whole context of the token at ``head``.
    package let first: Int
    /// Positions in the sequence of the answer's first and last token; both 0, which is [CLS],
    /// where the stretch doesn't hold the whole answer.
    package let start, end: Int32

    package init(question: Int, head: Int, first: Int, start: Int32, end: Int32) {
      self.question = question
      self.head = head
      self.first = first
      (self.start, self.end) = (start, end)
    }
  }

  package struct Question: Hashable, Sendable, Codable {
    /// Index of its text in ``AnswerSpans/contexts``.
    package let context: Int
    /// All answers that people gave.
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

  /// Returns the text of one stretch of each question's context, without white space at its ends.
  ///
  /// - Parameters:
  ///   - stretches: Indices of the first and the last token of the stretch in the context
  ///     [questions]; nil for no text.
  ///   - tokenizer: The tokenizer of the data.
  package func texts(
    of stretches: [ClosedRange<Int>?], tokenizer: any Tokenizer
  ) -> [String] {
    precondition(stretches.count == questions.count, "a stretch for each question")
    var (context, aligned): (Int, AlignedPieces?) = (-1, nil)
    return zip(questions, stretches).map { question, stretch in
      guard let stretch else { return "" }
      // Questions on one context follow each other.
      if question.context != context {
        context = question.context
        aligned = AlignedPieces(contexts[context], tokenizer: tokenizer)
      }
      return aligned?.text(of: stretch) ?? ""
    }
  }

  /// Number of sequences that hold the whole answer that is to be learned.
  package var windowsWithAnswer: Int { windows.count { $0.start > 0 } }
}
