extension MetricDeclaration {
  public static let armCount = count("ARM.n", "values of the arm that its mean is taken over")
  public static let armPairs = count(
    "ARM.pairs", "pairs of a value of the arm and a value of the baseline",
    undefined: "of the baseline itself")
  public static let armMean = MetricDeclaration(
    "ARM.mean", "mean of the measure over the arm's values that have a pair", digits: 4)
  public static let armBaselineMean = MetricDeclaration(
    "ARM.baseline_mean", "mean of the baseline over the same pairs", digits: 4,
    undefined: "no pairs, and of the baseline itself")
  public static let armParameters = MetricDeclaration(
    "ARM.parameters", "mean number of parameters of the models that were measured",
    range: 0 ... .infinity, digits: 0, undefined: "a measured stage without parameters")
  public static let armStandardDeviation = MetricDeclaration(
    "ARM.std", "sample standard deviation of the arm's values", range: 0 ... .infinity,
    digits: 4, undefined: "one value", formerly: "deviation")
  public static let armDifference = MetricDeclaration(
    "ARM.difference", "mean difference from the baseline over all pairs", digits: 4,
    undefined: "no pairs, and of the baseline itself")
  public static let armDifferenceLow = MetricDeclaration(
    "ARM.difference_low", "lower end of the difference's 95 % confidence interval", digits: 4,
    undefined: "fewer than two pairs, or all pairs differ by the same nonzero amount")
  public static let armDifferenceHigh = MetricDeclaration(
    "ARM.difference_high", "upper end of the difference's 95 % confidence interval", digits: 4,
    undefined: "fewer than two pairs, or all pairs differ by the same nonzero amount")
  public static let armP = MetricDeclaration(
    "ARM.p", "p-value of the difference, by the two-sided paired t-test",
    range: 0...1, digits: 4,
    undefined: "fewer than two pairs, or all pairs differ by the same nonzero amount")
  public static let armAdjustedP = MetricDeclaration(
    "ARM.p_holm", "p-value of the difference, adjusted for the number of arms by Holm's method",
    range: 0...1, digits: 4,
    undefined: "fewer than two pairs, or all pairs differ by the same nonzero amount")
  public static let averagedValue = MetricDeclaration(
    "of.VALUE", "the measure at one value of the axis", digits: 4)
  public static let averaged = count("averaged", "values that the average is taken over")
  public static let average = MetricDeclaration(
    "average", "mean of the measure over the values of the axis", digits: 4)

  static let ofComparisons = [
    armCount, armPairs, armMean, armBaselineMean, armParameters, armStandardDeviation,
    armDifference, armDifferenceLow, armDifferenceHigh, armP, armAdjustedP, averagedValue, averaged,
    average,
  ]
}
