extension MetricDeclaration {
  public static let armCount = count("ARM.n", "values that an arm's mean is over")
  public static let armPairs = count(
    "ARM.pairs", "pairs of an arm's value and the baseline's", undefined: "of the baseline itself")
  public static let armMean = MetricDeclaration(
    "ARM.mean", "the mean of the measure over an arm's values that are in pairs", digits: 4)
  public static let armBaselineMean = MetricDeclaration(
    "ARM.baseline_mean", "the mean of the baseline over the same pairs", digits: 4,
    undefined: "no pairs, and of the baseline itself")
  public static let armParameters = MetricDeclaration(
    "ARM.parameters", "the mean of the parameters of what was measured", range: 0 ... .infinity,
    digits: 0, undefined: "a measured stage without parameters")
  public static let armDeviation = MetricDeclaration(
    "ARM.deviation", "the sample standard deviation of an arm's values", range: 0 ... .infinity,
    digits: 4, undefined: "one value")
  public static let armDifference = MetricDeclaration(
    "ARM.difference", "the mean difference from the baseline over pairs", digits: 4,
    undefined: "no pairs, and of the baseline itself")
  public static let armDifferenceLow = MetricDeclaration(
    "ARM.difference_low", "the lower end of its 95 % interval", digits: 4,
    undefined: "fewer pairs than two, and where all differ alike")
  public static let armDifferenceHigh = MetricDeclaration(
    "ARM.difference_high", "the upper end of its 95 % interval", digits: 4,
    undefined: "fewer pairs than two, and where all differ alike")
  public static let armP = MetricDeclaration(
    "ARM.p", "how likely a difference so large would be by chance, by the paired t-test",
    range: 0...1, digits: 4, undefined: "fewer pairs than two, and where all differ alike")
  public static let armAdjustedP = MetricDeclaration(
    "ARM.p_holm", "the same, adjusted for the number of arms by Holm's method", range: 0...1,
    digits: 4, undefined: "fewer pairs than two, and where all differ alike")
  public static let averagedValue = MetricDeclaration(
    "of.VALUE", "the measure at a value of the axis", digits: 4)
  public static let averaged = count("averaged", "values that the average is over")
  public static let average = MetricDeclaration(
    "average", "the mean of the measure over the axis", digits: 4)

  static let ofComparisons = [
    armCount, armPairs, armMean, armBaselineMean, armParameters, armDeviation, armDifference,
    armDifferenceLow, armDifferenceHigh, armP, armAdjustedP, averagedValue, averaged, average,
  ]
}
