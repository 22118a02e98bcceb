/// The part of the answers that are a right one after SQuAD's normalisation (Rajpurkar et al. 2016,
/// section 6.1), as a fraction of 1.
package enum ExactMatch: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "exact_match",
    "the part of the answers that are a right one, but for case, punctuation and "
      + "articles",
    range: 0...1, better: .higher, digits: 4, undefined: "no questions")

  package static let forms: Set<Predictions.Form> = [.answers]

  package static func value(of predictions: Predictions) -> Double? {
    AnswerAgreement.mean(over: predictions, \.exactMatch)
  }
}

extension AnswerAgreement {
  /// The mean over questions, of each the best over the answers that people gave; nil where there
  /// are none.
  static func mean(over predictions: Predictions, _ value: (Self) -> Double) -> Double? {
    guard case .answers(let answers, let right) = predictions, !answers.isEmpty else { return nil }
    let sum = zip(answers, right).reduce(0) { $0 + value(AnswerAgreement($1.0, right: $1.1)) }
    return sum / Double(answers.count)
  }
}
