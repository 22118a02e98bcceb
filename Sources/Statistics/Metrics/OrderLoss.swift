/// Mean cross-entropy of predicting the order of two segments.
package enum OrderLoss: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "order_loss", "mean loss of predicting the order of two segments", unit: "nats",
    range: 0 ... .infinity, better: .lower, digits: 4,
    undefined: "data without an order of segments")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(_, let order?) = predictions, order.count > 0 else { return nil }
    return order.loss
  }
}
