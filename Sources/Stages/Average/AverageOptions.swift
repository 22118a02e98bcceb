public import Options

/// Options of a stage that averages a metric.
public struct AverageOptions: OptionSet {
  var over = ""
  var measure = MeasuredMetric()
  /// Values of the axis that count; nil for all that a cell has.
  var values: [String]?

  public init() {}

  public static let options: [OptionProperty<AverageOptions>] = [
    .required("over", \.over, .axis, "the axis over whose values the metric is averaged"),
    .required("measure", \.measure, .measure, "the metric that is averaged, as STAGE.METRIC"),
    .optional(
      "of", \.values, .list(.label),
      "values of the axis that count (otherwise all that a cell has, which may differ by cell)"),
  ]
}
