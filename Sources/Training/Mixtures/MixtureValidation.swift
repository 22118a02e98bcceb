internal import Datasets
internal import Models
internal import Statistics

/// How well a model does on the validation splits of a mixture: the means over its tasks, each
/// counted once whatever its size.
struct MixtureValidation {
  let loss: Double
  /// Of the tasks in which something is right or wrong: of all but regressions.
  let accuracy: Double

  /// - Parameters:
  ///   - objective: What is learned; nil for what is usual for the data.
  ///   - goesOn: Asked after each batch whether to go on.
  /// - Returns: nil where it said to stop.
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
