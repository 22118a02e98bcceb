public import Options

/// What every stage says whose product is a comparison, of which reports make a table.
public struct Comparison: OptionSet {
  /// The axis whose values are compared.
  public var over = ""
  public var measure = MeasuredMetric()

  public init() {}

  public static let options = [axis, measured]

  public static let axis: OptionProperty<Comparison> =
    .required("over", \.over, .axis, "the axis whose values are the arms")

  public static let measured: OptionProperty<Comparison> =
    .required("measure", \.measure, .measure, "the figure, as STAGE.METRIC")

  /// What stages that compare produce.
  public static let product = "comparison"
}
