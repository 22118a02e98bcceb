public import Options

/// The options that every stage has whose product is a comparison, of which reports make a table.
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
    .required("measure", \.measure, .measure, "the metric that is compared, as STAGE.METRIC")

  /// The product of stages that compare.
  public static let product = "comparison"
}
