internal import Options
internal import Datasets
public import Pipeline
internal import Spec

/// Data and models that a plan needs and that are not on this machine.
public enum MissingData {
  /// What is missing and how to get it, each thing once; nil where nothing is.
  public static func message(of plan: Plan) -> String? {
    let kind = LoadStage.declaration.kind
    let stages = plan.stages.filter { $0.declaration.kind == kind }
    let choices = Set(stages.compactMap { $0.options["dataset"] })
    let models = Set(stages.compactMap { $0.options["model"] })
    let messages = Set(
      choices.compactMap { DatasetCatalog.kind($0)?.missing($0) }
        + models.compactMap(ModelCatalog.missing))
    return messages.isEmpty ? nil : messages.sorted().joined(separator: "\n")
  }
}
