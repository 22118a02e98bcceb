/// Harmonic mean of precision and recall: of class 1 of two, as GLUE has it for MRPC and QQP, or of
/// the words of answers, as in SQuAD's evaluation (Rajpurkar et al., EMNLP 2016, section 6.1).
package enum F1: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "f1",
    "harmonic mean of precision and recall, for class 1 of two or for the words of answers",
    range: 0...1, better: .higher, digits: 4, undefined: "more classes than two, or no rows")

  package static let forms: Set<Predictions.Form> = [.classes, .answers]

  package static func value(of predictions: Predictions) -> Double? {
    switch predictions {
    case .classes(_, _, 2): ConfusionMatrix(predictions)?.f1()
    case .answers: AnswerAgreement.mean(over: predictions, \.f1)
    default: nil
    }
  }
}
