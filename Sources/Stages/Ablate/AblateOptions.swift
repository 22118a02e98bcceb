public import Options
internal import Pipeline

/// What a spec says of a stage that compares the arms of an axis.
public struct AblateOptions: OptionSet {
  var comparison = Comparison()
  /// nil where arms stand alone.
  var pair: OneOrMore?

  public init() {}

  public static let options: [OptionProperty<AblateOptions>] = [
    Comparison.axis.inside(\.comparison),
    Comparison.compared.inside(\.comparison),
    Comparison.measured.inside(\.comparison),
    .optional(
      "pair", \.pair, .oneOrMore(.axis),
      "the axis, such as seed, or the axes along which arms are paired"),
  ]
}
