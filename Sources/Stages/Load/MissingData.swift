public import Pipeline

/// Finds data and models that a plan needs and that are not on this machine.
public enum MissingData {
  /// Describes what is missing and how to get it, each once; nil where nothing is missing.
  public static func message(of plan: Plan) -> String? {
    let messages = Set(
      plan.stages.compactMap { stage in
        StageCatalog.kind(stage.declaration.kind, with: stage.options)?
          .missing(reading: stage.options)
      })
    return messages.isEmpty ? nil : messages.sorted().joined(separator: "\n")
  }
}
