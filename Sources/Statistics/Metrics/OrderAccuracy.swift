/// The part of the pairs of segments whose order is told right.
package enum OrderAccuracy: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "order_accuracy", "the part of the pairs of segments whose order is told right", range: 0...1,
    better: .higher, digits: 4, undefined: "data without an order of segments")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(_, let order?) = predictions else { return nil }
    return order.accuracy
  }
}
