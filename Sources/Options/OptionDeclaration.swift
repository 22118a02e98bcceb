/// One option of a stage kind, a dataset or a sharing strategy, declared once.
///
/// Validation, canonical form, `--help` and the README's tables all come from it.
public struct OptionDeclaration: Sendable {
  /// Whether the option may be left out, and what it is then.
  public enum Presence: Sendable {
    case required
    /// May be left out; then the canonical form has no such member.
    case optional
    case standard(Value)
  }

  public let name: String
  public let type: OptionType
  public let presence: Presence
  /// One line, without a full stop.
  public let help: String
  /// Whether another value may give other results; if not, nothing is done again for it.
  public var countsInKey = true

  public init(_ name: String, _ type: OptionType, _ presence: Presence, _ help: String) {
    self.name = name
    self.type = type
    self.presence = presence
    self.help = help
  }
}

/// What an option accepts.
public indirect enum OptionType: Sendable {
  case boolean
  /// A whole number in a range, or one of a few words (such as `full`).
  case integer(ClosedRange<Int>, orWords: [String] = [])
  case number(ClosedRange<Double>)
  case text
  /// A text; numbers and truth values count as written.
  case verbatim
  case choice([String])
  /// A file, relative to the spec's folder.
  case file
  /// A folder, relative to the spec's folder. Only the named members count, all of which must be
  /// there, and those that fit an optional name, in which `*` stands for any characters.
  case folder(members: [String], optional: [String] = [])
  case list(OptionType)
  /// A mapping from names that the spec chooses. Files and stages may also stand alone or in a
  /// list; then each has its own name.
  case map(OptionType)
  /// One of several types, told apart by whether it is written as a plain value, a list or a
  /// mapping.
  case either([OptionType])
  /// A mapping with options of its own; each is canonical with its defaults.
  case group([OptionDeclaration])
  /// One of several named forms, written as a bare name or as a mapping with `kind`;
  /// canonical as a mapping with `kind` and all defaults.
  case variant(noun: String, [OptionVariant])
  /// The name of a stage whose product is one of those named, or of any stage where none is; an
  /// edge of the graph.
  case stage(producing: [String])
  /// `STAGE.METRIC`; an edge of the graph. Canonical as the metric's name alone.
  case measure
  /// A value of an axis as tables show it; numbers are taken as written.
  case label
  /// A sweep axis over which this stage gathers every cell of its inputs.
  case axis
}

/// A named form of a variant option, with the options that it alone has.
public struct OptionVariant: Sendable {
  public let name: String
  public let about: String
  public let options: [OptionDeclaration]

  public init(_ name: String, about: String, options: [OptionDeclaration]) {
    self.name = name
    self.about = about
    self.options = options
  }
}
