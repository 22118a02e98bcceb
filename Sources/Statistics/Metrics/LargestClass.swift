/// What always naming the commonest class would score.
package enum LargestClass: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "largest_class", "the accuracy of always naming the commonest class", range: 0...1, digits: 4,
    undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .classes(_, let labels, _) = predictions, !labels.isEmpty else { return nil }
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    return counts.values.max().map { Double($0) / Double(labels.count) }
  }
}
