internal import Pipeline
internal import Statistics

extension Metric {
  /// A value of a metric that is declared.
  ///
  /// - Parameter texts: In place of the components of its name in capitals.
  init(
    _ declaration: MetricDeclaration, of texts: [String] = [], _ value: Double, step: Int? = nil
  ) {
    self.init(declaration.name(of: texts), value, step: step)
  }

  /// Every metric that is defined for predictions, whatever made them.
  static func all(of predictions: Predictions) -> [Metric] {
    MetricCatalog.values(of: predictions).map { Metric($0.metric, $0.value) }
  }
}
