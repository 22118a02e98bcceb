public import Options

/// What a spec says of a stage that averages a figure.
public struct AverageOptions: OptionSet {
  var over = ""
  var measure = MeasuredMetric()
  /// The labels that count; nil for all that a cell has.
  var values: [String]?

  public init() {}

  public static let options: [OptionProperty<AverageOptions>] = [
    .required("over", \.over, .axis, "the axis whose values are averaged over"),
    .required("measure", \.measure, .measure, "the figure, as STAGE.METRIC"),
    .optional(
      "of", \.values, .list(.label),
      "the values that count; where left out, all that the cell has, which may differ by cell"),
  ]
}
