/// Every metric. A new one that is computed from predictions is its file and a line here.
package enum MetricCatalog {
  /// In the order in which stages leave them.
  package static let ofPredictions: [any PredictionMetric.Type] = [
    Accuracy.self,
    ExactMatch.self,
    F1.self,
    MacroF1.self,
    MatthewsCorrelation.self,
    LargestClass.self,
    PearsonCorrelation.self,
    SpearmanCorrelation.self,
    Questions.self,
    Perplexity.self,
    FrequencyLoss.self,
    OrderAccuracy.self,
    OrderLoss.self,
  ]

  /// Of predictions, and of what stages leave besides.
  package static let all: [MetricDeclaration] =
    ofPredictions.map { $0.declaration } + MetricDeclaration.ofModels
    + MetricDeclaration.ofTraining + MetricDeclaration.ofScoring + MetricDeclaration.ofData
    + MetricDeclaration.ofDecomposition + MetricDeclaration.ofComparisons
    + MetricDeclaration.ofTimings

  /// What may be told of predictions of any of these forms.
  package static func declarations(
    of forms: [Predictions.Form] = Predictions.Form.allCases
  ) -> [MetricDeclaration] {
    ofPredictions.filter { !$0.forms.isDisjoint(with: forms) }.map { $0.declaration }
  }

  /// Those that may be computed from predictions of a form.
  package static func metrics(of form: Predictions.Form) -> [any PredictionMetric.Type] {
    ofPredictions.filter { $0.forms.contains(form) }
  }

  /// All that are defined for these predictions.
  package static func values(
    of predictions: Predictions
  ) -> [(metric: MetricDeclaration, value: Double)] {
    ofPredictions.compactMap { metric in
      metric.value(of: predictions).map { (metric.declaration, $0) }
    }
  }
}
