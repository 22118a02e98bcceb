public import Pipeline

/// The step from which a stage continues that was stopped before its end.
public struct Resumption: Sendable, Equatable, CustomStringConvertible {
  public let step: Int
  /// Number of all steps; nil where it follows from the data.
  public let steps: Int?

  init(step: Int, of steps: Int?) {
    self.step = step
    self.steps = steps
  }

  /// Words such as `resumes at step 400 of 600`.
  public var description: String {
    "resumes at step \(step)" + (steps.map { " of \($0)" } ?? "")
  }
}

extension StageCatalog {
  /// Finds the step from which a stage will continue; nil where it starts over.
  ///
  /// - Parameter folder: The work folder of its last attempt.
  public static func resumption(of stage: PlannedStage, from folder: String) -> Resumption? {
    kind(stage.declaration.kind, with: stage.options)?
      .resumption(reading: stage.options, from: folder)
  }
}
