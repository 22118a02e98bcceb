internal import Options
public import Pipeline

/// The catalog of all stage kinds; a new one is its file and a line here.
public enum StageCatalog {
  public static let all: [any StageKind.Type] = [
    LoadStage.self,
    MixtureStage.self,
    InitializeStage.self,
    TrainStage.self,
    MergeStage.self,
    SqueezeStage.self,
    DecomposeStage.self,
    SearchMultipliersStage.self,
    EvaluateStage.self,
    BagOfWordsStage.self,
    SimilarityStage.self,
    AblateStage.self,
    AverageStage.self,
    SizeStage.self,
    ShellStage.self,
  ]

  /// The declarations of all kinds, as the planner needs them.
  public static var declarations: [StageDeclaration] { all.map { $0.declaration } }

  /// Does a job of any kind.
  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    guard let kind = kind(job.kind, with: job.options) else {
      throw StageError("this version of bondlab has no stage kind '\(job.kind)'")
    }
    return try kind.run(job, reporter: reporter)
  }

  /// Finds the kind of a name, in the form that the options choose; nil where there is none.
  static func kind(_ name: String, with options: Value) -> (any StageKind.Type)? {
    kinds[name]?.form(with: options)
  }

  private static let kinds = Dictionary(
    all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
