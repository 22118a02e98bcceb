/// A number that is computed from what a model says of a split.
///
/// A new one is its file and a line in ``MetricCatalog``: every stage that scores predictions of
/// its forms leaves it from then on.
package protocol PredictionMetric: Sendable {
  /// Its name, what it measures and how it reads.
  static var declaration: MetricDeclaration { get }

  /// Of which predictions it may be computed.
  static var forms: Set<Predictions.Form> { get }

  /// The value.
  ///
  /// - Returns: nil where it is undefined, and for predictions of other forms.
  static func value(of predictions: Predictions) -> Double?
}
