/// Matthews' correlation of predicted and true classes, GLUE's metric for CoLA.
package enum MatthewsCorrelation: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "matthews",
    "Matthews' correlation of predicted and true classes; 0 for chance, and if either is constant",
    range: -1...1, better: .higher, digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    ConfusionMatrix(predictions)?.matthews
  }
}
