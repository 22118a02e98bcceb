/// Share of the answers that equal a reference answer after SQuAD's normalisation (Rajpurkar et
/// al., EMNLP 2016, section 6.1), from 0 to 1.
package enum ExactMatch: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "exact_match",
    "share of the answers that equal a reference answer, ignoring case, punctuation and articles",
    range: 0...1, better: .higher, digits: 4, undefined: "no questions")

  package static let forms: Set<Predictions.Form> = [.answers]

  package static func value(of predictions: Predictions) -> Double? {
    AnswerAgreement.mean(over: predictions, \.exactMatch)
  }
}

extension AnswerAgreement {
  /// Returns the mean over questions of a measure of agreement, for each question its best value
  /// over the reference answers; nil if there are no questions.
  static func mean(over predictions: Predictions, _ value: (Self) -> Double) -> Double? {
    guard case .answers(let answers, let right) = predictions, !answers.isEmpty else { return nil }
    let sum = zip(answers, right).reduce(0) { $0 + value(AnswerAgreement($1.0, right: $1.1)) }
    return sum / Double(answers.count)
  }
}
