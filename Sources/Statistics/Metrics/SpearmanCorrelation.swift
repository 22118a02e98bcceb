/// Spearman's rank correlation of predicted and true scores.
package enum SpearmanCorrelation: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "spearman", "Spearman's rank correlation of predicted and true scores", range: -1...1,
    better: .higher, digits: 4,
    undefined: "fewer than two rows, one side constant, or a score that is not a number")

  package static let forms: Set<Predictions.Form> = [.scores]

  package static func value(of predictions: Predictions) -> Double? {
    predictions.correlation(spearman)
  }
}
