public import Pipeline

/// Data and models that a plan needs and that are not on this machine.
public enum MissingData {
  /// What is missing and how to get it, each thing once; nil where nothing is.
  public static func message(of plan: Plan) -> String? {
    let messages = Set(
      plan.stages.compactMap { stage in
        StageCatalog.kind(stage.declaration.kind, with: stage.options)?
          .missing(reading: stage.options)
      })
    return messages.isEmpty ? nil : messages.sorted().joined(separator: "\n")
  }
}
