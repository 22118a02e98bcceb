public import Statistics
internal import Models
public import Pipeline

/// Factorises every matrix of a model's layers into local tensors.
public enum DecomposeStage: StageKind {
  public static let name = "decompose"
  public static let version = 4
  public static let about = "factorises a model's matrices into matrix product operators"
  public static let produces = "parts"
  public static let metrics: [MetricDeclaration]? = MetricDeclaration.ofDecomposition

  public static func conflicts(
    _ options: DecomposeOptions, _ request: StageRequest
  ) -> [OptionConflict] { options.decomposition.conflicts }

  public static func outlook(
    _ options: @autoclosure () -> DecomposeOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let options = options()
    return inputs[options.model]?.model.map {
      StageOutlook(model: $0, factorisations: options.factorisations(of: $0))
    }
  }

  public static func run(
    _ options: DecomposeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let donor = try job.model(options.model)
    guard !donor.description.sharing.isFactorised else {
      throw StageError("the model is already held as matrix product operators")
    }
    guard donor.description.adapter == nil else {
      throw StageError("the model has adapters; decompose the model that they were added to")
    }
    let matrices = try DecomposedMatrices(
      donor, options: options.decomposition, embeddings: options.embeddings,
      threads: job.threads, reporter: reporter)
    var figures = matrices.figures
    if options.spectra { figures += matrices.spectra }
    if options.random {
      figures.append(Metric(.randomEntropyShare, matrices.randomEntropyShare()))
    }
    let parts = StoredParts(
      factorisations: matrices.factorisations, operators: matrices.operators)
    let files = try job.modelFiles(options.model)
      .merging(parts.write(into: job.workFolder, donor: donor.description)) { $1 }
    return StageOutput(files: files, metrics: figures)
  }
}
