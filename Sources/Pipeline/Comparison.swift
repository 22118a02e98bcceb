public import Options
public import Statistics

/// The options that every stage has whose product is a comparison, of which reports make a table.
public struct Comparison: OptionSet {
  /// The axis whose values are compared.
  public var over = ""
  /// The value that the others are compared with.
  public var baseline = ""
  public var measure = MeasuredMetric()
  /// The largest difference that doesn't matter; nil where none was declared.
  public var margin: Double?
  /// Which of two values is the better one; nil where the metric itself says so.
  public var better: MetricDeclaration.Better?
  /// Arms that are the baseline once more, under other seeds.
  public var again: [String] = []
  /// Number of trials from which another experiment chose an arm's options, by arm; nil where the
  /// spec says nothing of them.
  public var trials: [String: Int]?

  public init() {}

  public static let options = [axis, compared, measured, equivalence, direction, repeated, tuning]

  public static let axis: OptionProperty<Comparison> =
    .required("over", \.over, .axis, "the axis whose values are the arms")

  public static let compared: OptionProperty<Comparison> =
    .required("baseline", \.baseline, .label, "the arm that others are compared with")

  public static let measured: OptionProperty<Comparison> =
    .required("measure", \.measure, .measure, "the metric that is compared, as STAGE.METRIC")

  public static let equivalence: OptionProperty<Comparison> =
    .optional(
      "margin", \.margin, .number(Double.leastNormalMagnitude...1e12),
      "the largest difference that doesn't matter, for a test of equivalence")

  public static let direction: OptionProperty<Comparison> =
    .optional(
      "better", \.better, .choice(of: [.higher, .lower]),
      "which of two values is the better one (otherwise as the metric is known)")

  public static let repeated: OptionProperty<Comparison> =
    .option(
      "again", \.again, .list(.label),
      "arms that are the baseline once more under other seeds, to see what seeds alone do")

  /// It is outside the key: tables show the numbers, and no result depends on them.
  public static let tuning: OptionProperty<Comparison> =
    .optional(
      "trials", \.trials, .map(.integer(0...1_000_000_000)),
      "number of trials from which another experiment chose the options of an arm, by arm"
    ).outsideKey

  /// Which of two values of the measure is the better one.
  public var preference: MetricDeclaration.Better {
    better ?? MetricCatalog.all.first { $0.fits(measure.name) }?.better ?? .neither
  }

  /// The product of stages that compare.
  public static let product = "comparison"
}
