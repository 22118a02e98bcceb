internal import Options

/// Options that ask for a model of some size, which an option of its parts is solved for.
struct MatchOptions: OptionSet {
  /// What has the option that is solved.
  enum Part: String, CaseIterable { case sharing, adapter }

  /// The size asked for as written, ``AskedSize``; a spec gives one of the two.
  var parameters: String?
  var nonEmbeddingParameters: String?
  /// The model of whose size a factor is.
  var reference = StageInput()
  /// The part that is solved; nil for the way of sharing if it has a size, else the adapter.
  var part: Part?

  static let options: [OptionProperty<MatchOptions>] = [
    .optional(
      "parameters", \.parameters, .verbatim,
      "number of parameters, or a factor such as 1.5x of another model's"),
    .optional(
      "non_embedding_parameters", \.nonEmbeddingParameters, .verbatim,
      "the same outside the embedding tables, instead of 'parameters'"),
    .option(
      "of", \.reference, .stage(producing: "model"),
      "the model that a factor is of (otherwise the donor)"),
    .optional(
      "solve", \.part, .choice,
      "what has the option that is solved (otherwise sharing, if it has one, else the adapter)"),
  ]

  static let about =
    "a size to come near to: solves the option that sets the size of sharing, or of the adapter, "
    + "whatever its value"

  init() {}

  /// The size asked for as written; nil where there are both, or neither.
  var written: String? {
    parameters == nil || nonEmbeddingParameters == nil ? parameters ?? nonEmbeddingParameters : nil
  }

  /// The size asked for; nil where none is written as one.
  var asked: AskedSize? { written.flatMap { AskedSize($0) } }

  /// Whether embedding tables are a part of the size.
  var includesTables: Bool { nonEmbeddingParameters == nil }
}

/// The size that a spec asks for.
enum AskedSize: Equatable {
  /// A number of parameters, such as `250000`, `250_000` or `2.5e5`.
  case count(Int)
  /// A factor of another model's number of parameters, such as `1.5x`.
  case factor(Double)

  private static let counts = 1...1_000_000_000_000
  private static let factors = 1e-6...1e6

  /// Reads a size; nil where a text is none.
  init?(_ text: String) {
    let digits = text.replacing("_", with: "")
    if digits.hasSuffix("x") {
      guard let factor = Double(digits.dropLast()), Self.factors.contains(factor) else {
        return nil
      }
      self = .factor(factor)
    } else {
      guard let count = Int(digits) ?? Double(digits).flatMap({ Int(exactly: $0) }),
        Self.counts.contains(count)
      else { return nil }
      self = .count(count)
    }
  }

  /// Returns the number of parameters, by that of the model that a factor is of; nil where it takes
  /// one that isn't known.
  func parameters(of reference: Int?) -> Int? {
    switch self {
    case .count(let count): count
    case .factor(let factor): reference.map { Int((factor * Double($0)).rounded()) }
    }
  }

  var isFactor: Bool {
    if case .factor = self { true } else { false }
  }
}
