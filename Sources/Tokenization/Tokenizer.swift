/// Cuts text into the pieces of a vocabulary.
package protocol Tokenizer: Sendable {
  var vocabulary: Vocabulary { get }
  var special: SpecialPieces { get }

  /// The pieces of a text, without [CLS] and [SEP]; special pieces spelled out are recognised.
  func encode(_ text: String) -> [Int32]
}

extension Tokenizer {
  /// `[CLS] text [SEP]`, or `[CLS] text [SEP] pair [SEP]` with segment 1 for the pair.
  ///
  /// - Parameters:
  ///   - text: the only or the first text.
  ///   - pair: the second text.
  ///   - maximum: the most pieces that may result, at least 3; beyond that, the longer text is cut
  ///     to the other's length, and where that isn't enough both to half the room, as Hugging
  ///     Face's tokenizers have it.
  /// - Returns: the ids, and 0 or 1 for each.
  package func encode(
    _ text: String, pair: String? = nil, maximum: Int
  ) -> (ids: [Int32], segments: [UInt8]) {
    precondition(maximum >= 3, "a sequence has room for its special pieces")
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

  /// `[CLS] pieces [SEP]`.
  package func framed(_ pieces: ArraySlice<Int32>) -> [Int32] {
    [special.start] + pieces + [special.separator]
  }

  /// How much of two texts stays when the longer one loses its last piece until both fit.
  private static func truncated(
    _ first: Int, _ second: Int, to room: Int
  ) -> (first: Int, second: Int) {
    guard first + second > room else { return (first, second) }
    // Where both are cut, an odd piece is left to the longer text, the second of equal ones.
    if first > second {
      let kept = min(second, room / 2)
      return (room - kept, kept)
    }
    let kept = min(first, room / 2)
    return (kept, room - kept)
  }
}
