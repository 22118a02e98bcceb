public import Statistics
internal import Models
internal import Options
public import Pipeline
internal import Tokenization

/// Imports a model that others have trained: the form of `load` with the option `model`.
public enum LoadModel: StageKind {
  public static let name = "load"
  public static let version = 3
  public static let about = "imports a model that others have trained"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [.layers, .vocabulary]

  public static func missing(_ options: @autoclosure () -> LoadModelOptions) -> String? {
    options().model.missing
  }

  public static func examine(_ options: @autoclosure () -> LoadModelOptions) throws -> [String] {
    try ImportedModel.check(folder: options().model.folder)
    return []
  }

  public static func outlook(
    _ options: @autoclosure () -> LoadModelOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let model = try? ImportedModel.description(inFolder: options().model.folder)
    return model.map { StageOutlook(model: $0) }
  }

  public static func run(
    _ options: LoadModelOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    reporter.progress(StageProgress(step: 0, steps: 1, note: "reading"))
    let (model, remarks) = try ModelSource.folder(options.model.folder).withRemarks()
    for remark in remarks { reporter.log(remark) }
    return StageOutput(
      files: try model.write(into: job.workFolder),
      metrics: Metric.counts(of: model) + [
        Metric(.layers, Double(model.description.encoder.layers)),
        Metric(.vocabulary, Double(model.vocabulary.count)),
      ])
  }
}
