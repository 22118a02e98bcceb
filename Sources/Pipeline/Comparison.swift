public import Options

/// What every stage says whose product is a comparison, of which reports make a table.
public struct Comparison: OptionSet {
  /// The axis whose values are compared.
  public var over = ""
  /// The value that the others are compared with.
  public var baseline = ""
  public var measure = MeasuredMetric()

  public init() {}

  public static let options = [axis, compared, measured]

  public static let axis: OptionProperty<Comparison> =
    .required("over", \.over, .axis, "the axis whose values are the arms")

  public static let compared: OptionProperty<Comparison> =
    .required("baseline", \.baseline, .label, "the arm that others are compared with")

  public static let measured: OptionProperty<Comparison> =
    .required("measure", \.measure, .measure, "the figure, as STAGE.METRIC")

  /// What stages that compare produce.
  public static let product = "comparison"
}
