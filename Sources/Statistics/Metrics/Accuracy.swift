/// Share of the predictions that are correct.
package enum Accuracy: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "accuracy", "share of the rows, or of the masked tokens, that are predicted correctly",
    range: 0...1, better: .higher, digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes, .pieces]

  package static func value(of predictions: Predictions) -> Double? {
    if case .pieces(let guesses, _) = predictions { return guesses.accuracy }
    return ConfusionMatrix(predictions)?.accuracy
  }
}
