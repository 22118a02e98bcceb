package import Tokenization

/// The tokenized sequences of one split, laid end to end.
package struct EncodedSplit: Hashable, Sendable {
  /// The pieces of all sequences.
  package let ids: [Int32]
  /// Sequence `i` is `ids[offsets[i]..<offsets[i + 1]]`; one entry more than there are sequences.
  package let offsets: [Int]
  /// 0 or 1 for every piece; nil where no sequence is a pair.
  package let segments: [UInt8]?
  /// One for every sequence; nil where there are none to learn or to compare with.
  package let labels: [Int32]?
  /// What a regression is to tell of every sequence; nil where there is nothing of the kind.
  package let scores: [Float]?
  /// The questions of which every sequence is a window; nil where nothing is asked.
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

/// A data set as models read it, with the vocabulary that its ids mean.
package struct EncodedDataset: Hashable, Sendable {
  package let content: DatasetContent
  package let vocabulary: Vocabulary
  /// The classes' names, in the order of their labels; empty where nothing is classified.
  package let classes: [String]
  package let splits: [String: EncodedSplit]

  /// The splits that may be scored.
  package static let splitNames = [
    "train", "validation", "validation_mismatched", "test", "test_mismatched",
  ]

  /// Whether sequences of running text are two segments each, labelled by their order.
  package var isOrdered: Bool {
    content == .runningText && splits.values.contains { $0.labels != nil }
  }

  /// How many segments the sequences have: 2 where any is a pair.
  package var segments: Int { splits.values.contains { $0.segments != nil } ? 2 : 1 }

  package init(
    content: DatasetContent, vocabulary: Vocabulary, classes: [String],
    splits: [String: EncodedSplit]
  ) {
    (self.content, self.vocabulary) = (content, vocabulary)
    (self.classes, self.splits) = (classes, splits)
  }

  /// Tokenizes `raw`.
  ///
  /// A classified or scored text is cut off at the end (of a pair, the longer text first). A
  /// passage of running text becomes as many sequences as it needs; none is filled up or holds two
  /// passages. A question stands before a stretch of its text, as often as the text needs.
  /// - Parameters:
  ///   - raw: what a data set has read.
  ///   - tokenizer: its vocabulary becomes the data's.
  ///   - maximumLength: the most pieces of a sequence, [CLS] and [SEP] included; at least 3, and 4
  ///     more than a question's where answers are sought.
  ///   - ordered: whether running text becomes pairs of segments, labelled by their order.
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

  /// A split by name.
  ///
  /// - Throws: `DatasetError` that names the splits there are, where it is missing or empty.
  package func split(_ name: String) throws(DatasetError) -> EncodedSplit {
    if let split = splits[name], split.count > 0 { return split }
    let known = splits.filter { $0.value.count > 0 }.keys.sorted().joined(separator: ", ")
    throw DatasetError("the data have no examples in a split '\(name)'; there are \(known)")
  }
}

extension EncodedSplit {
  /// One sequence for each example, in order.
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

  /// One sequence or more for each passage; stretches without a known piece, in which nothing could
  /// be masked, are left out.
  fileprivate init(
    passages: [RawExample], tokenizer: any Tokenizer, maximumLength: Int
  ) {
    precondition(maximumLength >= 3, "a sequence has room for its special pieces")
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
