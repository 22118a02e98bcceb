public import Options
internal import Pipeline

/// What a spec says of a stage that compares the arms of an axis.
public struct AblateOptions: OptionSet {
  var comparison = Comparison()
  var baseline = ""
  /// nil where arms stand alone.
  var pair: String?

  public init() {}

  public static let options: [OptionProperty<AblateOptions>] = [
    Comparison.axis.inside(\.comparison),
    .required("baseline", \.baseline, .label, "the arm that others are compared with"),
    Comparison.measured.inside(\.comparison),
    .optional("pair", \.pair, .axis, "the axis, such as seed, along which arms are paired"),
  ]
}
