internal import Datasets
internal import Models
internal import Statistics

/// The result of a model on the validation splits of a mixture, as means over its tasks, each
/// counted once whatever its size.
package struct MixtureValidation {
  package let loss: Double
  /// Mean accuracy of the tasks that have one, which are all but regressions.
  package let accuracy: Double

  /// Scores the validation split of every task.
  ///
  /// - Parameters:
  ///   - objective: What is learned; nil for the usual objective of the data.
  ///   - goesOn: Called after each batch; returns whether to go on.
  /// - Returns: nil where `goesOn` returned false.
  static func run(
    _ model: StoredModel, _ mixture: Mixture, _ objective: (any Objective.Type)?, batch: Int,
    threads: Int, while goesOn: () -> Bool
  ) throws -> MixtureValidation? {
    var (losses, accuracies): ([Double], [Double]) = ([], [])
    for task in mixture.tasks {
      guard
        let result = try Evaluation.run(
          model, data: task.data, split: "validation", batch: batch, threads: threads,
          objective: objective, task: task.name, progress: { _, _ in goesOn() })
      else { return nil }
      losses.append(result.loss)
      let learned = objective ?? task.data.usualObjective
      if learned.declaration.hasAccuracy { accuracies.append(result.accuracy) }
    }
    return MixtureValidation(
      loss: mean(losses), accuracy: accuracies.isEmpty ? 0 : mean(accuracies))
  }
}
