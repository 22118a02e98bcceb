public import Options

/// A source of examples that `load` can name, whose properties are its options.
///
/// A new one is its file and a line in `DatasetCatalog`.
package protocol DatasetKind: NamedOptionSet {
  /// What tables have to say of results on it, such as that it is a part of a known data set; nil
  /// for nothing.
  static var caveat: String? { get }

  /// What a model can learn from the examples; options may decide it.
  var content: DatasetContent { get }

  /// Names of the classes, as far as they are known before the data are read; nil where the data
  /// decide them.
  var classes: [String]? { get }

  /// Whether examples are pairs of texts, which make one sequence of two segments.
  var hasPairs: Bool { get }

  /// The most tokens of a question; nil where nothing is asked.
  var longestQuestion: Int? { get }

  /// Message about a file that is missing, and how to get it; nil where a look at the folders finds
  /// all files.
  var missing: String? { get }

  /// Reads all examples; it is called only where nothing is ``missing``.
  ///
  /// The same options and the same files give the same examples in the same order.
  /// - Returns: the examples of every split, and the classes.
  /// - Throws: `DatasetError` that names the file and says what to do.
  func load() throws -> RawDataset
}

extension DatasetKind {
  package static var caveat: String? { nil }

  package var classes: [String]? { content == .classes ? nil : [] }

  package var hasPairs: Bool { content == .answers }

  package var longestQuestion: Int? { nil }

  package var missing: String? { nil }
}

/// What a model can learn from the examples of a data set.
///
/// Raw values are written into files of encoded data.
public enum DatasetContent: String, Sendable, Codable, CaseIterable {
  /// Passages of running text, and nothing else.
  case runningText = "mlm"
  /// One of several classes for each text or pair of texts.
  case classes = "classify"
  /// A number for each text or pair of texts.
  case scores = "regress"
  /// Questions, and the stretches of a text that answer them.
  case answers = "spans"
}

/// An answer to a question, as somebody marked it in a text.
public struct RawAnswer: Hashable, Sendable {
  public let text: String
  /// Offset of its first character in the text, counted in Unicode scalars from 0.
  public let start: Int

  public init(_ text: String, start: Int) { (self.text, self.start) = (text, start) }
}

/// Rule by which a text is cut into overlapping windows where an answer is sought in it.
///
/// The defaults are those of BERT's program for SQuAD (Devlin et al., NAACL 2019).
public struct WindowRule: OptionSet, Hashable {
  /// Tokens between the beginnings of neighbouring windows.
  public var stride = 128
  /// The most tokens of a question; a longer one loses its end.
  public var question = 64

  public static let options: [OptionProperty<WindowRule>] = [
    .option(
      "stride", \.stride, .integer(1...4096),
      "tokens from the beginning of one stretch of a text to that of the next, where it is "
        + "longer than a sequence"),
    .option(
      "question", \.question, .integer(1...4000),
      "the most tokens of a question; the rest is cut off"),
  ]

  public init() {}
}

/// One text, pair of texts, or question on a text, as it was read.
public struct RawExample: Hashable, Sendable {
  /// The only text, the first of a pair, or a question.
  public let text: String
  /// The second text of a pair, or the passage that holds the answer to a question; nil where there
  /// is one text alone.
  public let pair: String?
  /// Index of its class; nil where the data set has no classes, or hides those of a split.
  public let label: Int32?
  /// Number that a regression predicts; nil where the data set has no scores, or hides those of a
  /// split.
  public let score: Float?
  /// The answers to a question, the one to learn first; nil where nothing is asked.
  public let answers: [RawAnswer]?

  /// Creates an example of a corpus, or of a task where a label, a score, a pair or answers are
  /// given.
  public init(
    _ text: String, pair: String? = nil, label: Int32? = nil, score: Float? = nil,
    answers: [RawAnswer]? = nil
  ) {
    self.text = text
    self.pair = pair
    self.label = label
    self.score = score
    self.answers = answers
  }
}

/// The examples of a data set before tokenization.
public struct RawDataset: Sendable {
  /// What a model can learn from these examples.
  public let content: DatasetContent
  /// Examples of each split by its name: `train`, and `validation` and `test` where there are some.
  public var splits: [String: [RawExample]]
  /// Names of the classes, in the order of their labels; empty where nothing is classified.
  public let classes: [String]
  /// Origin and licence of the data.
  public let source: String
  /// Rule by which texts are cut into windows where answers are sought in them.
  public let windows: WindowRule
  /// Rows of its tables that had to be joined or left out; nil where it has no tables.
  public let broken: BrokenRows?

  /// Gathers the examples of a data set; splits without any may be left out or empty.
  public init(
    content: DatasetContent, splits: [String: [RawExample]], classes: [String], source: String,
    windows: WindowRule = WindowRule(), broken: BrokenRows? = nil
  ) {
    self.content = content
    self.splits = splits
    self.classes = classes
    self.source = source
    self.windows = windows
    self.broken = broken
  }
}
