public import Statistics
internal import Datasets
internal import Models
internal import Options
public import Pipeline
internal import Tokenization
internal import Training

/// Makes a model that shares parameters in a chosen way, with fresh parameters or from a donor.
public enum InitializeStage: StageKind {
  public static let name = "initialize"
  public static let version = 7
  public static let about = "makes a model, afresh or from a donor"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [.gain]

  public static func outlook(
    _ options: @autoclosure () -> InitializeOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    let (options, stage) = (options(), inputs.stage.id)
    guard let model = description(options, inputs) else { return nil }
    return StageOutlook(
      model: model,
      contraction: { options.sharing.isFactorised ? ContractionCosts(stage, model) : nil })
  }

  /// Describes the model that will be made; nil where what it is made from isn't known.
  static func description(
    _ options: InitializeOptions, _ inputs: InputOutlooks
  ) -> ModelDescription? {
    if options.encoder != nil {
      return options.description(vocabulary: inputs[options.data]?.data?.vocabulary ?? 0)
    }
    let donor = inputs[options.donor]
    let factorisations = options.sharing.isFactorised ? donor?.factorisations : [:]
    guard let model = donor?.model, let factorisations else { return nil }
    return options.description(from: model, factorisations: factorisations)
  }

  public static func run(
    _ options: InitializeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let (model, gains) =
      try job.files(options.donor) == nil ? (fresh(options, job), []) : adapted(options, job)
    return StageOutput(
      files: try model.write(into: job.workFolder),
      metrics: Metric.counts(of: model) + metrics(of: gains))
  }

  /// Writes the gains as a curve over layers, from 1, for each matrix.
  private static func metrics(of gains: [LayerGain]) -> [Metric] {
    gains.map { Metric(.gain, of: [$0.matrix.rawValue], $0.value, step: $0.layer + 1) }
  }

  private static func fresh(_ options: InitializeOptions, _ job: StageJob) throws -> StoredModel {
    let vocabulary = try job.dataset(options.data).vocabulary
    let description = options.description(vocabulary: vocabulary.count)
    let layout = ParameterLayout(description)
    try layout.checkMemory()
    let bank = ParameterBank(layout)
    bank.startFresh(seed: UInt64(options.seed), description.encoder)
    return StoredModel(description: description, bank: bank, vocabulary: vocabulary)
  }

  private static func adapted(
    _ options: InitializeOptions, _ job: StageJob
  ) throws -> (StoredModel, [LayerGain]) {
    let donor = try job.model(options.donor)
    let files = job.files(options.donor) ?? [:]
    let parts =
      files[StoredParts.factorFile] == nil ? nil : try StoredParts(files: files, donor: donor)
    let description = options.description(
      from: donor.description, factorisations: parts?.factorisations ?? [:])
    if let misfit = description.misfitOfAdapter { throw StageError(misfit.description) }
    let layout = ParameterLayout(description)
    try layout.checkMemory()
    let bank = ParameterBank(layout)
    let matrices = DonorMatrices(donor, operators: parts?.operators ?? [:])
    bank.start(
      description, from: matrices, deeper: options.deeper, seed: UInt64(options.seed))
    return (
      StoredModel(description: description, bank: bank, vocabulary: donor.vocabulary),
      bank.gains(description, from: matrices, deeper: options.deeper)
    )
  }
}
