/// The declaration of an option of a stage kind, a dataset or a sharing strategy.
///
/// Validation, canonical form, `--help` and the manual's tables all come from this declaration.
public struct OptionDeclaration: Sendable {
  /// Whether the option may be left out, and its default.
  public enum Presence: Sendable {
    case required
    /// May be left out; then the canonical form has no such member.
    case optional
    case standard(Value)
  }

  public let name: String
  public let type: OptionType
  public let presence: Presence
  /// Help of one line, without a full stop.
  public let help: String
  /// Whether another value may give other results, so that the value is a part of stage keys.
  public var countsInKey = true
  /// The number of which its values are multiples, where the option, a whole number, is the one by
  /// which a thing is made larger or smaller; nil for any other option.
  public var sizeStep: Int?
  /// Name of the option in an earlier version, which messages about older specs mention.
  public var formerName: String?

  public init(_ name: String, _ type: OptionType, _ presence: Presence, _ help: String) {
    self.name = name
    self.type = type
    self.presence = presence
    self.help = help
  }
}

/// The values that an option accepts.
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
  /// One of several types; whether it is written as a plain value, a list or a mapping shows which.
  case either([OptionType])
  /// A mapping with options of its own; each is canonical with its defaults.
  case group([OptionDeclaration])
  /// One of several named forms, written as a bare name or as a mapping with `kind`;
  /// canonical as a mapping with `kind` and all defaults. Without `kind` a mapping is of the
  /// standard form, where there is one.
  case variant(noun: String, [OptionVariant])
  /// The name of a stage with one of these products, or of any stage where the list is empty; an
  /// edge of the graph.
  case stage(producing: [String])
  /// `STAGE.METRIC`; an edge of the graph. Canonical as the metric's name alone.
  case measure
  /// A value of an axis as tables show it; numbers keep their spelling.
  case label
  /// A sweep axis over which the stage gathers its inputs, one for every value.
  case axis
}

/// A named form of a variant option, with the options that it alone has.
public struct OptionVariant: Sendable {
  public let name: String
  public let about: String
  public let options: [OptionDeclaration]
  /// What tables have to say of results that come from it; nil for nothing.
  public var caveat: String?
  /// Whether a mapping without `kind` is of this form.
  public var isStandard = false

  public init(_ name: String, about: String, options: [OptionDeclaration]) {
    self.name = name
    self.about = about
    self.options = options
  }
}

extension [OptionVariant] {
  /// Name of the form that a mapping without `kind` has; nil where it must have one.
  package var standardName: String? { first(where: \.isStandard)?.name }
}
