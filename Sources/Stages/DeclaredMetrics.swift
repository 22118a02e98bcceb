internal import Pipeline
internal import Statistics

extension Metric {
  /// Creates a value of a declared metric.
  ///
  /// - Parameter texts: Texts that replace the components in capitals of its name.
  init(
    _ declaration: MetricDeclaration, of texts: [String] = [], _ value: Double, step: Int? = nil
  ) {
    self.init(declaration.name(of: texts), value, step: step)
  }

  /// Computes every metric that is defined for some predictions, whatever made them.
  static func all(of predictions: Predictions) -> [Metric] {
    MetricCatalog.values(of: predictions).map { Metric($0.metric, $0.value) }
  }
}
