extension MetricDeclaration {
  public static let scored = count("scored", "rows that were scored")
  public static let headline = MetricDeclaration(
    "headline", "the mean of the metrics that `headline` names", range: -1...1, better: .higher,
    digits: 4, undefined: "`headline` not asked for")
  public static let features = count("features", "numbers that tell an example")
  public static let penalty = MetricDeclaration(
    "penalty", "how strongly weights are held small, chosen on held-out rows",
    range: 0 ... .infinity, digits: 2)
  public static let penalties = count(
    "penalties", "penalties that were tried; more where the best was at the grid's edge")
  public static let iterations = count("iterations", "steps of the last fit")
  public static let slope = MetricDeclaration(
    "slope", "the largest slope that the last fit left", range: 0 ... .infinity, better: .lower,
    digits: 6)

  static let ofScoring = [scored, headline, features, penalty, penalties, iterations, slope]
}
