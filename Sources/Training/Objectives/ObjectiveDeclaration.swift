package import Datasets
package import Statistics

/// The properties of an objective that specs and plans need.
package struct ObjectiveDeclaration: Sendable {
  /// Name in specs.
  package let name: String
  /// Description in one line, without a full stop.
  package let about: String
  /// Content that data must have.
  package let content: DatasetContent
  /// Form of an evaluation's predictions, which decides the metrics.
  package let predictions: Predictions.Form
  /// Whether a scored row is right or wrong, so that there is an accuracy to stop by.
  package let hasAccuracy: Bool
  /// Distance of a student's outputs from its teacher's; nil where they can't be compared.
  package let distance: OutputDistance?

  package init(
    _ name: String, _ about: String, content: DatasetContent, predictions: Predictions.Form,
    hasAccuracy: Bool = true, distance: OutputDistance?
  ) {
    self.name = name
    self.about = about
    self.content = content
    self.predictions = predictions
    self.hasAccuracy = hasAccuracy
    self.distance = distance
  }

  /// Metrics that an evaluation may yield; which of them are defined depends on the data.
  package var metrics: [any PredictionMetric.Type] { MetricCatalog.metrics(of: predictions) }
}
