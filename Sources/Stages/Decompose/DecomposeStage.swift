public import Statistics
internal import Models
public import Pipeline
internal import Training

/// Factorises every matrix of a model's layers into local tensors (a matrix product operator).
public enum DecomposeStage: StageKind {
  public static let name = "decompose"
  public static let version = 4
  public static let about = "factorises a model's matrices into matrix product operators"
  public static let produces = "parts"
  public static let metrics: [MetricDeclaration]? = MetricDeclaration.ofDecomposition

  public static func conflicts(
    _ options: DecomposeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let inputs = InputOutlooks(request)
    let found = options.decomposition.conflicts
    guard let model = inputs[options.model]?.model else { return found }
    let routed = inputs.conflictsOfExperts(in: options.model)
    guard routed.isEmpty else { return found + routed }
    if let misfit = misfit(of: model, named: inputs.name(options.model)) {
      return found + [OptionConflict("model", misfit)]
    }
    guard found.isEmpty else { return found }
    if let misfit = options.decomposition.misfit(of: model.encoder) {
      return [OptionConflict(options.decomposition.caps == nil ? "bond" : "bonds", misfit)]
    }
    // The number of rows of a table of word embeddings is known only with the vocabulary.
    let misfit =
      options.embeddings
      ? nil : options.decomposition.misfitOfFactors(in: model.encoder, tableRows: nil)
    return misfit.map { [OptionConflict("factors", $0)] } ?? []
  }

  /// Finds the reason why a model's matrices can't be decomposed; nil where they can.
  private static func misfit(of donor: ModelDescription, named name: String) -> Misfit? {
    let cure = "decompose the model that it was made from"
    if donor.sharing.isFactorised {
      return Misfit("\(name) is already held as matrix product operators", cure: cure)
    }
    if donor.experts != nil {
      return Misfit("\(name) has experts, each with matrices of its own", cure: cure)
    }
    if !donor.hasWholeMatrices {
      return Misfit("\(name) makes its matrices of several parameters each", cure: cure)
    }
    return nil
  }

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
    let donor = try job.plainModel(options.model)
    if let misfit = misfit(of: donor.description, named: "the model") {
      throw StageError(misfit.description)
    }
    let encoder = donor.description.encoder
    if let misfit = options.decomposition.misfitOfFactors(
      in: encoder, tableRows: options.embeddings ? encoder.vocabulary : nil)
    {
      throw StageError("`factors`: \(misfit)")
    }
    let matrices = try DecomposedMatrices(
      donor, options: options.decomposition, embeddings: options.embeddings,
      threads: job.threads, reporter: reporter)
    var metrics = matrices.metrics
    if options.spectra { metrics += matrices.spectra }
    if options.random {
      metrics.append(Metric(.randomEntropyShare, matrices.randomEntropyShare()))
    }
    let parts = StoredParts(
      factorisations: matrices.factorisations, operators: matrices.operators)
    let files = try job.modelFiles(options.model)
      .merging(parts.write(into: job.workFolder, donor: donor.description)) { $1 }
    return StageOutput(files: files, metrics: metrics)
  }
}
