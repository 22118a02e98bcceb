/// Pearson's correlation of predicted and true scores.
package enum PearsonCorrelation: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "pearson", "Pearson's correlation of predicted and true scores", range: -1...1,
    better: .higher, digits: 4,
    undefined: "fewer than two rows, one side constant, or a score that is not finite")

  package static let forms: Set<Predictions.Form> = [.scores]

  package static func value(of predictions: Predictions) -> Double? {
    predictions.correlation(pearson)
  }
}

extension Predictions {
  /// Computes a correlation of predicted and true scores, if it is defined.
  func correlation(_ measure: ([Double], [Double]) -> Double) -> Double? {
    guard case .scores(let scores, let right) = self else { return nil }
    let value = measure(scores.map { Double($0) }, right.map { Double($0) })
    return value.isNaN ? nil : value
  }
}
