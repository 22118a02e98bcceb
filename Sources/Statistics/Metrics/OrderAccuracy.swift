/// Share of the pairs of segments whose order is predicted correctly.
package enum OrderAccuracy: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "order_accuracy", "share of the pairs of segments whose order is predicted correctly",
    range: 0...1, better: .higher, digits: 4, undefined: "data without an order of segments")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(_, let order?) = predictions else { return nil }
    return order.accuracy
  }
}
