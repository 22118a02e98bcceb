internal import Datasets

/// Searches for the most probable answers to a split's questions, as the scores of its windows come
/// in.
///
/// In each window, the 20 best first tokens meet the 20 best last ones, as in the program of Devlin
/// et al. 2019 (section 4.2): both within the context, the last not before the first, no more than
/// 30 tokens. A question's answer has the largest sum of both scores over all of its windows; of
/// equals, it is in the window that comes first, and there the one that begins, then ends, first.
struct AnswerSearch {
  private static let candidates = 20
  private static let longest = 30

  private let spans: AnswerSpans
  /// Best answer to each question so far [questions], as indices of tokens of its context.
  private var best: [(score: Float, pieces: ClosedRange<Int>)?]

  init(_ spans: AnswerSpans) {
    self.spans = spans
    best = Array(repeating: nil, count: spans.questions.count)
  }

  /// Looks for the best answer in each of some windows, the stretches of text that belong to one
  /// question, and keeps it where it is better than the question's best so far.
  ///
  /// - Parameters:
  ///   - logits: Scores of each token as the first and as the last one of an answer [tokens, 2],
  ///     window after window.
  ///   - offsets: Index of the first token of each window, and the end [windows + 1].
  ///   - windows: Indices of the windows in the split [windows].
  mutating func add(_ logits: [Float], offsets: [Int], windows: [Int]) {
    for (index, number) in windows.enumerated() {
      let window = spans.windows[number]
      // The last token is [SEP].
      let context = offsets[index] + window.head..<offsets[index + 1] - 1
      guard let found = Self.best(in: context, logits) else { continue }
      if let known = best[window.question], known.score >= found.score { continue }
      let shift = window.first - context.lowerBound
      best[window.question] = (
        found.score, found.tokens.lowerBound + shift...found.tokens.upperBound + shift
      )
    }
  }

  /// Tokens of each question's context that answer it [questions]; nil where no window has any.
  var stretches: [ClosedRange<Int>?] { best.map { $0?.pieces } }

  private static func best(
    in context: Range<Int>, _ logits: [Float]
  ) -> (score: Float, tokens: ClosedRange<Int>)? {
    let (starts, ends) = (
      likeliest(context, logits, column: 0).sorted(), likeliest(context, logits, column: 1).sorted()
    )
    var best: (score: Float, tokens: ClosedRange<Int>)?
    for start in starts {
      for end in ends where start <= end && end - start < longest {
        let score = logits[2 * start] + logits[2 * end + 1]
        if best.map({ score > $0.score }) ?? !score.isNaN { best = (score, start...end) }
      }
    }
    return best
  }

  /// Returns the tokens with the highest scores; of equals, the first.
  private static func likeliest(_ context: Range<Int>, _ logits: [Float], column: Int) -> [Int] {
    let scored = context.map { (score: logits[2 * $0 + column], token: $0) }
    let sorted = scored.sorted { ($1.score, $0.token) < ($0.score, $1.token) }
    return sorted.prefix(candidates).map(\.token)
  }
}
