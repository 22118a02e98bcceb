/// What guessing masked pieces by their frequency in training, and by nothing else, would lose: the
/// floor that a model of text has to leave behind.
package enum FrequencyLoss: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "frequency_loss", "the mean loss of guessing masked pieces by their frequency in training",
    unit: "nats", range: 0 ... .infinity, better: .lower, digits: 4,
    undefined: "no masked pieces, or data without a training split")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(let guesses, _) = predictions, guesses.count > 0 else { return nil }
    return guesses.frequencyLoss
  }
}
