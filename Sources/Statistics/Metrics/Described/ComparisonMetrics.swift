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
  public static let armInnerParameters = MetricDeclaration(
    "ARM.non_embedding_parameters", "mean number of parameters beside embeddings",
    range: 0 ... .infinity, digits: 0, undefined: "a measured stage without parameters")
  public static let armWins = count(
    "ARM.wins",
    "pairs in which the arm is better, or higher where neither direction is known as better",
    undefined: "no pairs, and where all pairs differ by the same nonzero amount")
  public static let armSignFlips = MetricDeclaration(
    "ARM.p_sign_flip", "p-value of the difference by exact sign flips", range: 0...1, digits: 4,
    undefined: "fewer than two pairs, or more than 12")
  public static let armWilcoxon = MetricDeclaration(
    "ARM.p_wilcoxon", "p-value of the difference by Wilcoxon's exact signed-rank test",
    range: 0...1, digits: 4,
    undefined: "fewer than three pairs that differ, or more than 12")
  public static let armDetectable = MetricDeclaration(
    "ARM.detectable",
    "difference that so many pairs with such a spread would show with 80 % power",
    range: 0 ... .infinity, digits: 4,
    undefined: "fewer than two pairs, or pairs that all differ by the same")
  public static let armEquivalence = MetricDeclaration(
    "ARM.p_equivalence",
    "p-value of a difference beyond the margin, by two one-sided t-tests",
    range: 0...1, digits: 4,
    undefined: "no margin, fewer than two pairs, or pairs that all differ by the same")
  public static let armDifferencePerMillion = MetricDeclaration(
    "ARM.difference_per_million",
    "difference for each million of parameters that the arm has beyond the baseline", digits: 4,
    undefined: "equal sizes, no pairs, or a measured stage without parameters")
  public static let armRowsLow = MetricDeclaration(
    "ARM.rows_low",
    "lower end of the difference's 95 % interval where rows and seeds are drawn anew together",
    digits: 4, undefined: "measures that predictions of each row don't give")
  public static let armRowsHigh = MetricDeclaration(
    "ARM.rows_high", "upper end of that interval", digits: 4,
    undefined: "measures that predictions of each row don't give")
  public static let armMcNemar = MetricDeclaration(
    "ARM.p_mcnemar",
    "p-value of McNemar's exact test, by the rows that one of two runs alone has right",
    range: 0...1, digits: 4, undefined: "more pairs than one, or no accuracy")
  public static let averagedValue = MetricDeclaration(
    "of.VALUE", "the measure at one value of the axis", digits: 4)
  public static let averaged = count("averaged", "values that the average is taken over")
  public static let average = MetricDeclaration(
    "average", "mean of the measure over the values of the axis", digits: 4)

  /// What a comparison leaves of each arm.
  public static let ofArms = [
    armCount, armPairs, armMean, armBaselineMean, armParameters, armInnerParameters,
    armStandardDeviation, armDifference, armDifferenceLow, armDifferenceHigh, armP, armAdjustedP,
    armWins, armSignFlips, armWilcoxon, armDetectable, armEquivalence, armDifferencePerMillion,
    armRowsLow, armRowsHigh, armMcNemar,
  ]

  static let ofComparisons = ofArms + [averagedValue, averaged, average]
}
