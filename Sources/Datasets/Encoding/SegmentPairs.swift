internal import Statistics
internal import Tokenization

/// Cuts passages of running text into pairs of neighbouring segments, half of them swapped, for
/// sentence-order prediction (Lan et al., arXiv 1909.11942, section 3.1).
///
/// A passage is a document; a stretch of it as long as a sequence may be is cut where a word
/// begins, the nearest to its middle. A stretch of one word can't be cut and is left out.
struct SegmentPairs {
  private let tokenizer: any Tokenizer
  private let maximumLength: Int
  private let stream: UInt64
  /// Whether a word begins with each token [vocabulary].
  private let startsWord: [Bool]

  /// Prepares to cut the passages of one split.
  ///
  /// - Parameters:
  ///   - maximumLength: The most tokens of a sequence, [CLS] and [SEP] included; at least 5.
  ///   - split: The split's name, which the draws depend on.
  init(_ tokenizer: any Tokenizer, maximumLength: Int, split: String) {
    precondition(maximumLength >= 5, "a sequence has room for two tokens and its special ones")
    (self.tokenizer, self.maximumLength) = (tokenizer, maximumLength)
    stream = StableHash.of("order.\(split)")
    // Unigram vocabularies mark where words begin, WordPiece vocabularies where they go on.
    let pieces = tokenizer.vocabulary.pieces
    let marksStarts = pieces.contains { $0.hasPrefix("\u{2581}") }
    startsWord = pieces.map { marksStarts ? $0.hasPrefix("\u{2581}") : !$0.hasPrefix("##") }
  }

  /// Encodes passages as sequences `[CLS] segment [SEP] segment [SEP]`, with label 0 where the
  /// segments are in order and 1 where they are swapped.
  func encode(_ passages: [RawExample]) -> EncodedSplit {
    var ids: [Int32] = []
    var offsets: [Int] = [0]
    var segments: [UInt8] = []
    var labels: [Int32] = []
    for passage in passages {
      var rest = tokenizer.encode(passage.text)[...]
      while !rest.isEmpty {
        let stretch = rest.prefix(maximumLength - 3)
        rest = rest.dropFirst(stretch.count)
        guard let cut = cut(of: stretch),
          stretch.contains(where: { !tokenizer.special.contains($0) })
        else { continue }
        let isSwapped = StableHash.mixed(stream &+ UInt64(labels.count)) & 1 == 1
        let (first, second) = (stretch[..<cut], stretch[cut...])
        let head = tokenizer.framed(isSwapped ? second : first)
        let tail = (isSwapped ? first : second) + [tokenizer.special.separator]
        ids += head + tail
        segments += head.map { _ in 0 } + tail.map { _ in 1 }
        offsets.append(ids.count)
        labels.append(isSwapped ? 1 : 0)
      }
    }
    return EncodedSplit(ids: ids, offsets: offsets, segments: segments, labels: labels)
  }

  /// Finds the index at which the second segment begins; nil where no word begins after the first
  /// token.
  private func cut(of stretch: ArraySlice<Int32>) -> Int? {
    let middle = stretch.startIndex + (stretch.count + 1) / 2
    return stretch.indices.dropFirst().filter { startsWord[Int(stretch[$0])] }
      .min { abs($0 - middle) < abs($1 - middle) }
  }
}
