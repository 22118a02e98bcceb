/// The part of the predictions that are wrong.
package enum ErrorRate: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "error_rate", "the part of the rows that are told wrong", range: 0...1, better: .lower,
    digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes, .pieces]

  package static func value(of predictions: Predictions) -> Double? {
    Accuracy.value(of: predictions).map { 1 - $0 }
  }
}
