/// Matthews' correlation of classes with what is right, GLUE's figure for CoLA.
package enum MatthewsCorrelation: PredictionMetric {
  package static let declaration = MetricDeclaration(
    "matthews",
    "Matthews' correlation of classes with what is right; 0 for chance, and where one side is "
      + "constant",
    range: -1...1, better: .higher, digits: 4, undefined: "no rows")

  package static let forms: Set<Predictions.Form> = [.classes]

  package static func value(of predictions: Predictions) -> Double? {
    ConfusionMatrix(predictions)?.matthews
  }
}
