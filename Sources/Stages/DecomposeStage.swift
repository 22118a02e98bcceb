internal import MatrixProduct
internal import Models
public import Pipeline
internal import Options
internal import Spec

/// Factorises every matrix of a model's layers into local tensors.
public enum DecomposeStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "decompose", version: 3,
      about: "factorises a model's matrices into matrix product operators", produces: "parts",
      options: [
        OptionDeclaration("model", .stage(producing: ["model"]), .required, "the donor, dense")
      ] + DecompositionOptions.declarations + [
        OptionDeclaration(
          "embeddings", .boolean, .standard(.boolean(false)),
          "whether word embeddings are decomposed too, their rows padded to factorise well"),
        OptionDeclaration(
          "spectra", .boolean, .standard(.boolean(true)),
          "whether to keep the Schmidt values of every bond as curves"),
        OptionDeclaration(
          "random", .boolean, .standard(.boolean(false)),
          "whether to compare with the entropy of random matrices of the same shapes"),
      ], conflicts: { DecompositionOptions.conflicts(of: $0.stage.options) })
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let donor = try job.model("model")
    guard !SharingCatalog.kind(donor.description.sharing).isFactorised else {
      throw StageError("the model is already held as matrix product operators")
    }
    guard donor.description.adapter == nil else {
      throw StageError("the model has adapters; decompose the model that they were added to")
    }
    let matrices = try DecomposedMatrices(
      donor, options: DecompositionOptions(job.options),
      embeddings: job.options["embeddings"]?.boolean == true, threads: job.threads,
      reporter: reporter)
    var figures = matrices.figures
    if job.options["spectra"]?.boolean == true { figures += matrices.spectra }
    if job.options["random"]?.boolean == true {
      figures.append(Metric("random_entropy_share", matrices.randomEntropyShare()))
    }
    let parts = StoredParts(
      factorisations: matrices.factorisations, operators: matrices.operators)
    let files = try donor.write(into: job.workFolder)
      .merging(parts.write(into: job.workFolder, donor: donor.description)) { $1 }
    return StageOutput(files: files, metrics: figures)
  }
}
