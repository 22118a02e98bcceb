public import Options

/// What a spec says of a stage that compares the arms of an axis.
public struct AblateOptions: OptionSet {
  var over = ""
  var baseline = ""
  var measure = MeasuredMetric()
  /// nil where arms stand alone.
  var pair: String?

  public init() {}

  public static let options: [OptionProperty<AblateOptions>] = [
    .required("over", \.over, .axis, "the axis whose values are the arms"),
    .required("baseline", \.baseline, .label, "the arm that others are compared with"),
    .required("measure", \.measure, .measure, "the figure, as STAGE.METRIC"),
    .optional("pair", \.pair, .axis, "the axis, such as seed, along which arms are paired"),
  ]
}
