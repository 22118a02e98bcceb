/// The mean of F1 over all classes, each of the same weight.
package enum MacroF1: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "macro_f1", "the mean of F1 over the classes, each of the same weight", range: 0...1,
    better: .higher, digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    ConfusionMatrix(predictions)?.macroF1
  }
}
