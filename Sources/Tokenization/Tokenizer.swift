/// Cuts text into the tokens of a vocabulary.
package protocol Tokenizer: Sendable {
  var vocabulary: Vocabulary { get }
  var special: SpecialPieces { get }

  /// Returns the tokens of a text, without [CLS] and [SEP]; it recognises special tokens that the
  /// text spells out.
  func encode(_ text: String) -> [Int32]
}

extension Tokenizer {
  /// Encodes `[CLS] text [SEP]`, or `[CLS] text [SEP] pair [SEP]` with segment 1 for the pair.
  ///
  /// - Parameters:
  ///   - text: The only or the first text.
  ///   - pair: The second text.
  ///   - maximum: The most tokens that may result, at least 3; beyond that, the longer text is cut
  ///     to the other's length, and where that isn't enough both to half the room, as Hugging
  ///     Face's tokenizers do it.
  /// - Returns: The token ids [tokens] and the segment of each, 0 or 1 [tokens].
  package func encode(
    _ text: String, pair: String? = nil, maximum: Int
  ) -> (ids: [Int32], segments: [UInt8]) {
    precondition(maximum >= 3, "a sequence has room for its special tokens")
    let first = encode(text)
    guard let pair else {
      let ids = framed(first.prefix(maximum - 2))
      return (ids, [UInt8](repeating: 0, count: ids.count))
    }
    let second = encode(pair)
    let kept = Self.truncated(first.count, second.count, to: maximum - 3)
    let head = framed(first.prefix(kept.first))
    let ids = head + second.prefix(kept.second) + [special.separator]
    let segments =
      [UInt8](repeating: 0, count: head.count)
      + [UInt8](repeating: 1, count: ids.count - head.count)
    return (ids, segments)
  }

  /// Returns `[CLS] tokens [SEP]`.
  package func framed(_ pieces: ArraySlice<Int32>) -> [Int32] {
    [special.start] + pieces + [special.separator]
  }

  /// Computes how many tokens of two texts stay when the longer one loses its last token until both
  /// fit.
  private static func truncated(
    _ first: Int, _ second: Int, to room: Int
  ) -> (first: Int, second: Int) {
    guard first + second > room else { return (first, second) }
    // Where both are cut, an odd token is left to the longer text, the second of equal ones.
    if first > second {
      let kept = min(second, room / 2)
      return (room - kept, kept)
    }
    let kept = min(first, room / 2)
    return (kept, room - kept)
  }
}
