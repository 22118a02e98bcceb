public import Options
internal import Pipeline

/// Options of a stage that compares the arms of an axis.
public struct AblateOptions: OptionSet {
  var comparison = Comparison()
  /// Axes along which arms are paired; nil where there are none.
  var pair: OneOrMore?

  public init() {}

  public static let options: [OptionProperty<AblateOptions>] = [
    Comparison.axis.inside(\.comparison),
    Comparison.compared.inside(\.comparison),
    Comparison.measured.inside(\.comparison),
    Comparison.equivalence.inside(\.comparison),
    Comparison.direction.inside(\.comparison),
    Comparison.repeated.inside(\.comparison),
    Comparison.tuning.inside(\.comparison),
    .optional(
      "pair", \.pair, .oneOrMore(.axis),
      "the axis or axes along which arms are paired, such as seed"),
  ]
}
