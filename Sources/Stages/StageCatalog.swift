public import Pipeline

/// Every stage kind. A new one is its file and a line here.
public enum StageCatalog {
  public static let all: [any StageForm.Type] = [
    LoadStage.self,
    MixtureStage.self,
    InitializeStage.self,
    TrainStage.self,
    DecomposeStage.self,
    EvaluateStage.self,
    BagOfWordsStage.self,
    SimilarityStage.self,
    AblateStage.self,
    AverageStage.self,
    SizeStage.self,
    ShellStage.self,
  ]

  /// What the planner needs to know of each.
  public static var declarations: [StageDeclaration] { all.map { $0.declaration } }

  /// Does a job of any kind.
  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    guard let kind = all.first(where: { $0.declaration.kind == job.kind }) else {
      throw StageError("this version of bondlab has no stage kind '\(job.kind)'")
    }
    return try kind.run(job, reporter: reporter)
  }
}
