/// Mean loss of predicting masked tokens from their frequencies in the training split alone, a
/// baseline that a language model has to beat.
package enum FrequencyLoss: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "frequency_loss",
    "mean loss of predicting masked tokens from their frequencies in training alone",
    unit: "nats", range: 0 ... .infinity, better: .lower, digits: 4,
    undefined: "no masked tokens, or data without a training split")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(let guesses, _) = predictions, guesses.count > 0 else { return nil }
    return guesses.frequencyLoss
  }
}
