/// Share of the predictions that are wrong.
package enum ErrorRate: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "error_rate", "share of the rows that are predicted wrongly", range: 0...1, better: .lower,
    digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes, .pieces]

  package static func value(of predictions: Predictions) -> Double? {
    Accuracy.value(of: predictions).map { 1 - $0 }
  }
}
