public import Options

/// A source of examples that `load` can name, whose properties are its options.
///
/// A new one is its file and a line in `DatasetCatalog`.
package protocol DatasetKind: NamedOptionSet {
  /// What its examples have, which options may tell.
  var content: DatasetContent { get }

  /// The classes as far as options tell before anything is read; nil where only the data do.
  var classes: [String]? { get }

  /// Whether examples are pairs of texts, which stand in one sequence as two segments.
  var hasPairs: Bool { get }

  /// The most pieces of a question; nil where nothing is asked.
  var longestQuestion: Int? { get }

  /// What is missing for reading the examples and how to get it, as a message; nil where all is
  /// there as far as a look at folders tells.
  var missing: String? { get }

  /// Reads all examples; called where nothing is ``missing``.
  ///
  /// The same options and the same files give the same examples in the same order.
  /// - Returns: the examples of every split, and the classes.
  /// - Throws: `DatasetError` that names the file and says what to do.
  func load() throws -> RawDataset
}

extension DatasetKind {
  package var classes: [String]? { content == .classes ? nil : [] }

  package var hasPairs: Bool { content == .answers }

  package var longestQuestion: Int? { nil }

  package var missing: String? { nil }
}

/// What the examples of a data set have that a model can learn.
///
/// Raw values are written into the files of encoded data.
public enum DatasetContent: String, Sendable, Codable, CaseIterable {
  /// Passages of running text, and nothing else.
  case runningText = "mlm"
  /// One of several classes for each text or pair of texts.
  case classes = "classify"
  /// A number for each text or pair of texts.
  case scores = "regress"
  /// Questions, and the places of their answers in a text.
  case answers = "spans"
}

/// An answer to a question, as someone marked it in a text.
public struct RawAnswer: Hashable, Sendable {
  public let text: String
  /// The place of its first character in the text, counted in Unicode scalars from 0.
  public let start: Int

  public init(_ text: String, start: Int) { (self.text, self.start) = (text, start) }
}

/// How texts that are longer than a sequence are cut where answers are sought in them.
///
/// Devlin et al.'s lengths for SQuAD, as their program has them, are the usual ones.
public struct WindowRule: OptionSet, Hashable {
  /// How many pieces lie between the beginnings of neighbouring stretches of a text.
  public var stride = 128
  /// The most pieces of a question; what is longer loses its end.
  public var question = 64

  public static let options: [OptionProperty<WindowRule>] = [
    .option(
      "stride", \.stride, .integer(1...4096),
      "pieces from the beginning of one stretch of a text to that of the next, where it is "
        + "longer than a sequence"),
    .option(
      "question", \.question, .integer(1...4000),
      "the most pieces of a question; the rest is cut off"),
  ]

  public init() {}
}

/// One text, pair of texts, or question on a text, as it was read.
public struct RawExample: Hashable, Sendable {
  /// The only text, the first of a pair, or a question.
  public let text: String
  /// The second text of a pair, or the one that a question is on.
  public let pair: String?
  /// The index of its class; nil where the data set has no classes, or hides those of a split.
  public let label: Int32?
  /// What a regression is to tell; nil where the data set has no scores, or hides those of a split.
  public let score: Float?
  /// The answers to a question, the one to learn first; nil where nothing is asked.
  public let answers: [RawAnswer]?

  /// An example of a corpus, or of a task where a label, a score, a pair or answers are given.
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
  /// What these examples have.
  public let content: DatasetContent
  /// By name: `train`, and `validation` and `test` where there are such examples.
  public var splits: [String: [RawExample]]
  /// The classes' names, in the order of their labels; empty where nothing is classified.
  public let classes: [String]
  /// Where the data come from and under which terms.
  public let source: String
  /// How texts are cut where answers are sought in them.
  public let windows: WindowRule
  /// Rows of its tables that had to be joined or left out; nil where it has no tables.
  public let broken: BrokenRows?

  /// The examples of a data set; splits without any may be left out or empty.
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
