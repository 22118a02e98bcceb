package import Models

extension TrainingSettings {
  /// Counts the scalars that a run may change, which are neither frozen nor in a group whose
  /// learning rate or probability of an update is 0.
  package func trainableCount(in description: ModelDescription) -> Int {
    let frozen = frozenNames(description)
    return ParameterLayout(description).parameters
      .filter {
        !frozen.contains($0.name) && learningRate * parameterGroups.group(of: $0).effect > 0
      }
      .reduce(0) { $0 + $1.count }
  }
}

extension [ParameterGroup] {
  /// Returns the first group that selects a parameter; where none does, one without rules of its
  /// own.
  func group(of parameter: Parameter) -> ParameterGroup {
    first { $0.selections.contains { $0.contains(parameter) } } ?? ParameterGroup()
  }
}

extension ParameterGroup {
  /// Mean learning rate of a step, relative to the stage's.
  fileprivate var effect: Double { learningRateFactor * updateProbability }
}
