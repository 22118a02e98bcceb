/// A metric that is computed from a model's predictions on a split.
///
/// A new one needs its file and a line in ``MetricCatalog``; from then on, every stage that scores
/// predictions of its forms leaves it.
package protocol PredictionMetric: Sendable {
  /// Its name, what it measures and how tables show it.
  static var declaration: MetricDeclaration { get }

  /// The forms of predictions that it may be computed from.
  static var forms: Set<Predictions.Form> { get }

  /// Computes the metric.
  ///
  /// - Returns: nil if it is undefined, and for predictions of other forms.
  static func value(of predictions: Predictions) -> Double?
}
