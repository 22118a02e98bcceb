internal import Glibc

/// The exponential of the mean loss of masked pieces.
package enum Perplexity: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "perplexity", "the exponential of the mean loss of masked pieces", range: 1 ... .infinity,
    better: .lower, digits: 2,
    undefined: "no masked pieces, or a loss whose exponential is beyond all numbers")

  package static let forms: Set<Predictions.Form> = [.pieces]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .pieces(let guesses, _) = predictions, guesses.count > 0 else { return nil }
    let value = exp(guesses.loss)
    return value.isFinite ? value : nil
  }
}
