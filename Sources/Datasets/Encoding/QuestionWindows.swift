internal import Tokenization

/// Cuts a question's text into overlapping windows `[CLS] question [SEP] text [SEP]`, as BERT reads
/// SQuAD (Devlin et al. 2019, section 4.2).
struct QuestionWindows {
  /// One window with the stretch of the text that it holds.
  struct Window: Hashable {
    let ids: [Int32]
    /// Position at which the text begins, counted from [CLS].
    let head: Int
    /// Index in the whole text of the token at ``head``.
    let first: Int
    /// Positions of the answer's first and last token, counted from [CLS]; both 0 where the window
    /// doesn't hold the whole answer.
    let start, end: Int32
  }

  let tokenizer: any Tokenizer
  /// The most tokens of a window, special ones included.
  let length: Int
  let rule: WindowRule

  /// Cuts the texts of questions into windows, in the order of the questions.
  func encode(_ examples: [RawExample]) -> EncodedSplit {
    var spans = AnswerSpans()
    var ids: [Int32] = []
    var offsets: [Int] = [0]
    var segments: [UInt8] = []
    var aligned = AlignedPieces("", tokenizer: tokenizer)
    for example in examples {
      let text = example.pair ?? ""
      // Offsets count scalars, and texts that Swift holds equal may differ in their scalars.
      if spans.contexts.last.map({ $0.utf8.elementsEqual(text.utf8) }) != true {
        aligned = AlignedPieces(text, tokenizer: tokenizer)
        spans.contexts.append(text)
      }
      for window in windows(example, text: aligned) {
        spans.windows.append(
          AnswerSpans.Window(
            question: spans.questions.count, head: window.head, first: window.first,
            start: window.start, end: window.end))
        ids += window.ids
        segments += window.ids.indices.map { $0 < window.head ? 0 : 1 }
        offsets.append(ids.count)
      }
      spans.questions.append(
        AnswerSpans.Question(
          context: spans.contexts.count - 1, answers: (example.answers ?? []).map(\.text)))
    }
    let isComplete = examples.allSatisfy { $0.answers?.isEmpty == false }
    return EncodedSplit(
      ids: ids, offsets: offsets, segments: segments, labels: nil,
      spans: isComplete ? spans : nil)
  }

  /// Cuts the text of a question into windows, in the order of the text.
  ///
  /// Start and end are 0, which is [CLS], where a window doesn't hold the first answer as a whole.
  func windows(_ example: RawExample, text: AlignedPieces) -> [Window] {
    let asked = tokenizer.encode(example.text).prefix(rule.question)
    let head = tokenizer.framed(asked)
    let room = length - head.count - 1
    precondition(room >= 1 && rule.stride >= 1, "a window has room for its text")
    let answer = example.answers?.first.flatMap { answer in
      text.pieces(covering: answer.start..<answer.start + answer.text.unicodeScalars.count)
    }
    var windows: [Window] = []
    var first = 0
    while true {
      let end = min(first + room, text.ids.count)
      let held = answer.flatMap { $0.lowerBound >= first && $0.upperBound < end ? $0 : nil }
      func position(_ piece: Int?) -> Int32 { piece.map { Int32(head.count + $0 - first) } ?? 0 }
      windows.append(
        Window(
          ids: head + text.ids[first..<end] + [tokenizer.special.separator], head: head.count,
          first: first, start: position(held?.lowerBound), end: position(held?.upperBound)))
      if end == text.ids.count { return windows }
      first += min(rule.stride, room)
    }
  }
}
