internal import Models
internal import Pipeline
internal import Options
internal import Spec
internal import Tokenization

/// The form of `load` that takes over a model that others have trained.
enum LoadModel {
  static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "load", version: 1, about: "takes over a model that others have trained",
      produces: "model",
      options: [
        OptionDeclaration(
          "model", .variant(noun: "model", ModelCatalog.variants), .required,
          "which model, by name or as a mapping with its options")
      ])
  }

  static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let folder = ModelCatalog.folder(job.options["model"] ?? .null)
    reporter.progress(StageProgress(step: 0, steps: 1, note: "reading"))
    let (model, ignored) = try ModelSource.folder(folder).withIgnored()
    if !ignored.isEmpty { reporter.log("left out: \(ignored.joined(separator: ", "))") }
    return StageOutput(
      files: try model.write(into: job.workFolder),
      metrics: [
        Metric("parameters", Double(model.bank.layout.count)),
        Metric("layers", Double(model.description.encoder.layers)),
        Metric("vocabulary", Double(model.vocabulary.count)),
      ])
  }
}
