package import Models

extension TrainingSettings {
  /// Counts the scalars that a run may change: what is neither frozen nor of a group whose rate or
  /// whose probability of an update is 0.
  package func trainableCount(in description: ModelDescription) -> Int {
    let frozen = frozenNames(description)
    return ParameterLayout(description).parameters
      .filter { !frozen.contains($0.name) && rate * rules.rule(of: $0).effect > 0 }
      .reduce(0) { $0 + $1.count }
  }
}

extension [LearningRule] {
  /// The first rule that selects a parameter; the usual one where none does.
  func rule(of parameter: Parameter) -> LearningRule {
    first { $0.parts.contains { $0.contains(parameter) } } ?? LearningRule()
  }
}

extension LearningRule {
  /// The rate that a step has on average over the stage's.
  fileprivate var effect: Double { rateFactor * probability }
}
