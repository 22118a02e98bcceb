package import Tokenization

/// The tokenized sequences of one split, laid end to end.
package struct EncodedSplit: Hashable, Sendable {
  /// Token ids of all sequences [tokens].
  package let ids: [Int32]
  /// Offsets of the sequences in ``ids`` [sequences + 1]: sequence `i` is
  /// `ids[offsets[i]..<offsets[i + 1]]`.
  package let offsets: [Int]
  /// Segment of every token, 0 or 1 [tokens]; nil where no sequence is a pair.
  package let segments: [UInt8]?
  /// Class of every sequence [sequences]; nil where the split has none.
  package let labels: [Int32]?
  /// Score that a regression predicts for every sequence [sequences]; nil where the split has none.
  package let scores: [Float]?
  /// Questions that the sequences ask; nil where nothing is asked.
  package let spans: AnswerSpans?

  package var count: Int { offsets.count - 1 }

  package init(
    ids: [Int32], offsets: [Int], segments: [UInt8]?, labels: [Int32]?, scores: [Float]? = nil,
    spans: AnswerSpans? = nil
  ) {
    precondition(offsets.first == 0 && offsets.last == ids.count)
    precondition(segments.map { $0.count == ids.count } ?? true)
    precondition(labels.map { $0.count == offsets.count - 1 } ?? true)
    precondition(scores.map { $0.count == offsets.count - 1 } ?? true)
    precondition(spans.map { $0.windows.count == offsets.count - 1 } ?? true)
    self.ids = ids
    self.offsets = offsets
    self.segments = segments
    self.labels = labels
    self.scores = scores
    self.spans = spans
  }
}

/// A tokenized data set, with the vocabulary that its ids refer to.
package struct EncodedDataset: Hashable, Sendable {
  package let content: DatasetContent
  package let vocabulary: Vocabulary
  /// Names of the classes, in the order of their labels; empty where nothing is classified.
  package let classes: [String]
  package let splits: [String: EncodedSplit]

  /// Names of the splits that may be scored.
  package static let splitNames = [
    "train", "validation", "validation_mismatched", "test", "test_mismatched",
  ]

  /// Whether sequences of running text are two segments each, labelled by their order.
  package var isOrdered: Bool {
    content == .runningText && splits.values.contains { $0.labels != nil }
  }

  /// Number of segments of the sequences: 2 where any is a pair, else 1.
  package var segments: Int { splits.values.contains { $0.segments != nil } ? 2 : 1 }

  package init(
    content: DatasetContent, vocabulary: Vocabulary, classes: [String],
    splits: [String: EncodedSplit]
  ) {
    (self.content, self.vocabulary) = (content, vocabulary)
    (self.classes, self.splits) = (classes, splits)
  }

  /// Tokenizes the examples of `raw`.
  ///
  /// A classified or scored text is cut off at the end (of a pair, the longer text first). A
  /// passage of running text becomes as many sequences as it needs; none is filled up or holds two
  /// passages. A question stands before a stretch of its text, as often as the text needs.
  /// - Parameters:
  ///   - raw: The examples of a data set.
  ///   - tokenizer: The tokenizer, whose vocabulary becomes the data's.
  ///   - maximumLength: The most tokens of a sequence, [CLS] and [SEP] included; at least 3, and 4
  ///     more than a question's where answers are sought.
  ///   - ordered: Whether running text becomes pairs of segments, labelled by their order.
  package init(
    _ raw: RawDataset, tokenizer: any Tokenizer, maximumLength: Int, ordered: Bool = false
  ) {
    var splits: [String: EncodedSplit] = [:]
    for (name, examples) in raw.splits {
      splits[name] =
        switch raw.content {
        case .runningText where ordered:
          SegmentPairs(tokenizer, maximumLength: maximumLength, split: name).encode(examples)
        case .runningText:
          EncodedSplit(passages: examples, tokenizer: tokenizer, maximumLength: maximumLength)
        case .classes, .scores:
          EncodedSplit(examples, tokenizer: tokenizer, maximumLength: maximumLength)
        case .answers:
          QuestionWindows(tokenizer: tokenizer, length: maximumLength, rule: raw.windows)
            .encode(examples)
        }
    }
    self.init(
      content: raw.content, vocabulary: tokenizer.vocabulary, classes: raw.classes,
      splits: splits)
  }

  /// Returns the split with this name.
  ///
  /// - Throws: `DatasetError` that names the splits there are, where it is missing or empty.
  package func split(_ name: String) throws(DatasetError) -> EncodedSplit {
    if let split = splits[name], split.count > 0 { return split }
    let known = splits.filter { $0.value.count > 0 }.keys.sorted().joined(separator: ", ")
    throw DatasetError("the data have no examples in a split '\(name)'; there are \(known)")
  }
}

extension EncodedSplit {
  /// Encodes each example as one sequence, in order.
  fileprivate init(_ examples: [RawExample], tokenizer: any Tokenizer, maximumLength: Int) {
    var ids: [Int32] = []
    var offsets: [Int] = [0]
    var segments: [UInt8] = []
    for example in examples {
      let encoded = tokenizer.encode(example.text, pair: example.pair, maximum: maximumLength)
      ids += encoded.ids
      segments += encoded.segments
      offsets.append(ids.count)
    }
    let labels = examples.compactMap(\.label)
    let scores = examples.compactMap(\.score)
    self.init(
      ids: ids, offsets: offsets, segments: segments.contains(1) ? segments : nil,
      labels: labels.count == examples.count && scores.isEmpty ? labels : nil,
      scores: scores.count == examples.count && labels.isEmpty ? scores : nil)
  }

  /// Encodes each passage as one or more sequences; it leaves out stretches without an ordinary
  /// token, in which nothing could be masked.
  fileprivate init(
    passages: [RawExample], tokenizer: any Tokenizer, maximumLength: Int
  ) {
    precondition(maximumLength >= 3, "a sequence has room for its special tokens")
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    for passage in passages {
      var rest = tokenizer.encode(passage.text)[...]
      while !rest.isEmpty {
        let stretch = rest.prefix(maximumLength - 2)
        rest = rest.dropFirst(stretch.count)
        guard stretch.contains(where: { !tokenizer.special.contains($0) }) else { continue }
        ids += tokenizer.framed(stretch)
        offsets.append(ids.count)
      }
    }
    self.init(ids: ids, offsets: offsets, segments: nil, labels: nil)
  }
}
