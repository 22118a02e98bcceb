/// Lists every metric; a new one that is computed from predictions needs its file and a line here.
package enum MetricCatalog {
  /// The metrics that are computed from predictions, in the order in which stages leave them.
  package static let ofPredictions: [any PredictionMetric.Type] = [
    Accuracy.self,
    ExactMatch.self,
    F1.self,
    MacroF1.self,
    MatthewsCorrelation.self,
    MajorityShare.self,
    PearsonCorrelation.self,
    SpearmanCorrelation.self,
    Questions.self,
    Perplexity.self,
    FrequencyLoss.self,
    OrderAccuracy.self,
    OrderLoss.self,
  ]

  /// All metrics, those that aren't computed from predictions last.
  package static let all: [MetricDeclaration] =
    ofPredictions.map { $0.declaration } + MetricDeclaration.ofModels
    + MetricDeclaration.ofTraining + MetricDeclaration.ofScoring + MetricDeclaration.ofData
    + MetricDeclaration.ofDecomposition + MetricDeclaration.ofComparisons
    + MetricDeclaration.ofTimings

  /// Returns the metrics that may be computed from predictions of any of these forms.
  package static func declarations(
    of forms: [Predictions.Form] = Predictions.Form.allCases
  ) -> [MetricDeclaration] {
    ofPredictions.filter { !$0.forms.isDisjoint(with: forms) }.map { $0.declaration }
  }

  /// Returns the metrics that may be computed from predictions of a form.
  package static func metrics(of form: Predictions.Form) -> [any PredictionMetric.Type] {
    ofPredictions.filter { $0.forms.contains(form) }
  }

  /// Computes all metrics that are defined for these predictions.
  package static func values(
    of predictions: Predictions
  ) -> [(metric: MetricDeclaration, value: Double)] {
    ofPredictions.compactMap { metric in
      metric.value(of: predictions).map { (metric.declaration, $0) }
    }
  }
}
