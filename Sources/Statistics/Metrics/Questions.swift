/// Number of questions that were answered or left without an answer.
package enum Questions: PredictionMetric {
  package static let declaration = MetricDeclaration.count(
    "questions", "questions that were scored")

  package static let forms: Set<Predictions.Form> = [.answers]

  package static func value(of predictions: Predictions) -> Double? {
    guard case .answers(let answers, _) = predictions else { return nil }
    return Double(answers.count)
  }
}
