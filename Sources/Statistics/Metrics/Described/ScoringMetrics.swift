extension MetricDeclaration {
  public static let scored = count("scored", "rows that were scored")
  public static let headline = MetricDeclaration(
    "headline", "mean of the metrics that `headline` names", range: -1...1, better: .higher,
    digits: 4, undefined: "`headline` not asked for")
  public static let expertLoad = MetricDeclaration(
    "expert_load.EXPERT",
    "share of a layer's tokens that go through an expert, of the last layer's those that are read; "
      + "a curve over layers, and the mean of the layers that have experts",
    range: 0...1, digits: 4, undefined: "no experts")
  public static let features = count("features", "numbers that represent an example")
  public static let penalty = MetricDeclaration(
    "penalty", "strength of the L2 penalty on the weights, chosen on held-out rows",
    range: 0 ... .infinity, digits: 2)
  public static let penalties = count(
    "penalties", "penalties that were tried; more if the best was at the edge of the grid")
  public static let iterations = count("iterations", "iterations of the last fit")
  public static let slope = MetricDeclaration(
    "slope", "largest component of the gradient after the last fit", range: 0 ... .infinity,
    better: .lower,
    digits: 6)

  static let ofScoring = [
    scored, headline, expertLoad, features, penalty, penalties, iterations, slope,
  ]
}
