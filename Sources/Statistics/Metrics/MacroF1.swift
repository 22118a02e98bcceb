/// Mean of F1 over all classes, each with the same weight.
package enum MacroF1: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "macro_f1", "mean of F1 over the classes, each with the same weight", range: 0...1,
    better: .higher, digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    ConfusionMatrix(predictions)?.macroF1
  }
}
