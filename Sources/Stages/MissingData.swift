internal import Datasets
public import Pipeline
internal import Spec

/// Data and models that a plan needs and that are not on this machine.
public enum MissingData {
  /// What is missing and how to get it, each thing once; nil where nothing is.
  public static func message(of plan: Plan) -> String? {
    var messages: Set<String> = []
    for stage in plan.stages where stage.declaration.kind == LoadStage.declaration.kind {
      let choice = stage.options["dataset"] ?? .null
      if let missing = DatasetCatalog.kind(choice)?.missing(choice) { messages.insert(missing) }
      if let missing = stage.options["model"].flatMap(ModelCatalog.missing) {
        messages.insert(missing)
      }
    }
    return messages.isEmpty ? nil : messages.sorted().joined(separator: "\n")
  }
}
