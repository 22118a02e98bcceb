internal import Glibc

/// Exponential of the mean loss of masked tokens.
package enum Perplexity: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "perplexity", "exponential of the mean loss of masked tokens", range: 1 ... .infinity,
    better: .lower, digits: 2,
    undefined: "no masked tokens, or a loss whose exponential is too large for a number")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(let guesses, _) = predictions, guesses.count > 0 else { return nil }
    let value = exp(guesses.loss)
    return value.isFinite ? value : nil
  }
}
