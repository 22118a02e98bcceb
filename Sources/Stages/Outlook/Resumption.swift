public import Pipeline

/// Where a stage goes on that was stopped before its end.
public struct Resumption: Sendable, Equatable, CustomStringConvertible {
  public let step: Int
  /// Of how many; nil where that follows from the data.
  public let steps: Int?

  init(step: Int, of steps: Int?) {
    self.step = step
    self.steps = steps
  }

  /// `resumes at step 400 of 600`
  public var description: String {
    "resumes at step \(step)" + (steps.map { " of \($0)" } ?? "")
  }
}

extension StageCatalog {
  /// Where a stage will go on; nil where it begins anew.
  ///
  /// - Parameter folder: What its last attempt left.
  public static func resumption(of stage: PlannedStage, from folder: String) -> Resumption? {
    kind(stage.declaration.kind, with: stage.options)?
      .resumption(reading: stage.options, from: folder)
  }
}
