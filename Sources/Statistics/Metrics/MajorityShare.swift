/// Accuracy of always predicting the majority class.
package enum MajorityShare: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "majority_share", "accuracy of always predicting the majority class", range: 0...1, digits: 4,
    undefined: "no rows", formerly: "largest_class")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .classes(_, let labels, _) = predictions, !labels.isEmpty else { return nil }
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return counts.values.max().map { Double($0) / Double(labels.count) }
  }
}
