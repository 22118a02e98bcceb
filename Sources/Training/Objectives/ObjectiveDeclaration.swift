package import Datasets
package import Statistics

/// What specs and plans need to know of an objective.
package struct ObjectiveDeclaration: Sendable {
  /// As specs write it.
  package let name: String
  /// One line, without a full stop.
  package let about: String
  /// What data must have.
  package let content: DatasetContent
  /// What an evaluation tells of each example; its metrics are those of this form.
  package let predictions: Predictions.Form
  /// Whether a scored row is right or wrong, so that there is an accuracy to stop by.
  package let hasAccuracy: Bool
  /// How a student's outputs are compared with its teacher's; nil where they can't be.
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

  /// The metrics that an evaluation may yield; which of them are defined depends on the data.
  package var metrics: [any PredictionMetric.Type] { MetricCatalog.metrics(of: predictions) }
}
