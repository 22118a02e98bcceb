internal import Tokenization

/// Cuts a question's text into overlapping windows `[CLS] question [SEP] text [SEP]`, as BERT reads
/// SQuAD (Devlin et al. 2019, section 4.2).
struct QuestionWindows {
  /// What one window holds.
  struct Window: Hashable {
    let ids: [Int32]
    /// Where the text begins, counted from [CLS].
    let textStart: Int
    /// Of the text's pieces in this window, the Unicode scalars of the whole text.
    let places: [Range<Int>]
    /// The places of the answer's first piece and of its last one, counted from [CLS].
    let start, end: Int32
  }

  let tokenizer: any Tokenizer
  /// The most pieces of a window, special ones included.
  let length: Int
  /// How many pieces of the text lie between the beginnings of windows.
  let stride: Int
  /// The most pieces of a question; what is longer loses its end.
  let question: Int

  /// The windows of a question, in the order of the text.
  ///
  /// Both ends are 0, which is [CLS], where a window doesn't hold the first answer as a whole.
  func windows(_ raw: RawQuestion, text: PlacedPieces) -> [Window] {
    let asked = tokenizer.encode(raw.question).prefix(question)
    let head = tokenizer.framed(asked)
    let room = length - head.count - 1
    precondition(room >= 1 && stride >= 1, "a window has room for its text")
    let answer = raw.answers.first.flatMap { answer in
      text.pieces(covering: answer.start..<answer.start + answer.text.unicodeScalars.count)
    }
    var windows: [Window] = []
    var start = 0
    while true {
      let end = min(start + room, text.ids.count)
      let held = answer.flatMap { $0.lowerBound >= start && $0.upperBound < end ? $0 : nil }
      func place(_ piece: Int?) -> Int32 { piece.map { Int32(head.count + $0 - start) } ?? 0 }
      windows.append(
        Window(
          ids: head + text.ids[start..<end] + [tokenizer.special.separator],
          textStart: head.count, places: Array(text.places[start..<end]),
          start: place(held?.lowerBound), end: place(held?.upperBound)))
      if end == text.ids.count { return windows }
      start += min(stride, room)
    }
  }
}
