internal import FoundationEssentials
internal import Models
internal import Pipeline
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
    let model = try model(in: folder, reporter: reporter)
    return StageOutput(
      files: try model.write(into: job.workFolder),
      metrics: [
        Metric("parameters", Double(model.bank.layout.count)),
        Metric("layers", Double(model.description.encoder.layers)),
        Metric("vocabulary", Double(model.vocabulary.count)),
      ])
  }

  private static func model(in folder: String, reporter: any StageReporter) throws -> StoredModel {
    let own = "\(folder)/\(StoredModel.descriptionFile)"
    if FileManager.default.fileExists(atPath: own) { return try StoredModel(folder: folder) }
    let imported = try ImportedModel(huggingFace: folder)
    if !imported.ignored.isEmpty {
      reporter.log("left out: \(imported.ignored.joined(separator: ", "))")
    }
    return imported.model
  }
}
