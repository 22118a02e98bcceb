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
  public static let version = 8
  public static let about = "makes a model, afresh or from a donor"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + MetricDeclaration.ofMatch + [.gain, .matrixStartError, .startError]

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
    guard let describe = describer(options, inputs) else { return nil }
    let outlook = options.match.flatMap { match in
      inputs.has(match.reference) ? inputs[match.reference] : inputs[options.donor]
    }
    let reference = outlook.flatMap { $0.isApproximate ? nil : $0.model }
    return options.planned(comparedTo: reference, describe)
  }

  /// Returns what describes the model that options make; nil where what it is made from isn't
  /// known.
  static func describer(
    _ options: InitializeOptions, _ inputs: InputOutlooks
  ) -> ((InitializeOptions) -> ModelDescription)? {
    if options.encoder != nil {
      let vocabulary = inputs[options.data]?.data?.vocabulary ?? 0
      return { $0.description(vocabulary: vocabulary) }
    }
    let donor = inputs[options.donor]
    let factorisations = options.sharing.isFactorised ? donor?.factorisations : [:]
    guard let model = donor?.model, let factorisations else { return nil }
    return { $0.description(from: model, factorisations: factorisations) }
  }

  public static func run(
    _ options: InitializeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let made =
      try job.files(options.donor) == nil ? fresh(options, job) : adapted(options, job, reporter)
    if let match = made.match { reporter.log(match.line) }
    return StageOutput(
      files: try made.model.write(into: job.workFolder),
      metrics: Metric.counts(of: made.model) + (made.match?.metrics ?? [])
        + metrics(of: made.distances))
  }

  /// Writes gains and errors as curves over layers, from 1, for each matrix, and the error of all
  /// matrices together.
  private static func metrics(of distances: [StartDistance]) -> [Metric] {
    distances.flatMap { distance -> [Metric] in
      let (name, step) = ([distance.matrix.rawValue], distance.layer + 1)
      return [
        distance.gain.map { Metric(.gain, of: name, $0, step: step) },
        distance.error.map { Metric(.matrixStartError, of: name, $0, step: step) },
      ].compactMap { $0 }
    } + (distances.error.map { [Metric(.startError, $0)] } ?? [])
  }

  /// A model, with what metrics and the log say about how it was made.
  private struct Made {
    let model: StoredModel
    let match: SizeMatch<InitializeOptions>?
    var distances: [StartDistance] = []
  }

  private static func fresh(_ options: InitializeOptions, _ job: StageJob) throws -> Made {
    let vocabulary = try job.dataset(options.data).vocabulary
    func describe(_ options: InitializeOptions) -> ModelDescription {
      options.description(vocabulary: vocabulary.count)
    }
    try options.checkSolvedOption(describe)
    let match = options.matched(to: try job.reference(of: options.match), describe)
    let description = describe(match?.options ?? options)
    let layout = ParameterLayout(description)
    try layout.checkMemory()
    let bank = ParameterBank(layout)
    bank.startFresh(seed: UInt64(options.seed), description.encoder)
    return Made(
      model: StoredModel(description: description, bank: bank, vocabulary: vocabulary),
      match: match)
  }

  private static func adapted(
    _ options: InitializeOptions, _ job: StageJob, _ reporter: any StageReporter
  ) throws -> Made {
    let donor = try job.plainModel(options.donor)
    if let misfit = donor.description.misfitAsDonor(named: "the donor", of: options.sharing) {
      throw StageError(misfit.description)
    }
    let files = job.files(options.donor) ?? [:]
    var parts =
      files[StoredParts.factorFile] == nil ? nil : try StoredParts(files: files, donor: donor)
    let factorisations = parts?.factorisations ?? [:]
    func describe(_ options: InitializeOptions) -> ModelDescription {
      options.description(from: donor.description, factorisations: factorisations)
    }
    let reference = try job.reference(of: options.match) ?? donor.description
    try options.checkSolvedOption(describe)
    let match = options.matched(to: reference, describe)
    let description = describe(match?.options ?? options)
    if let misfit = description.misfitOfAdapter { throw StageError(misfit.description) }
    if let problem = description.experts?.problem(
      layers: description.encoder.layers, sharing: description.sharing)
    {
      throw StageError("`experts`: \(problem.problem)")
    }
    let layout = ParameterLayout(description)
    try layout.checkMemory()
    let bank = ParameterBank(layout)
    if let bond = match?.options.largestBond {
      parts = parts?.sliced(toBond: bond, donor: donor.description)
    }
    let matrices = DonorMatrices(
      donor, operators: parts?.operators ?? [:],
      inputMoments: try inputMoments(of: donor, options, job, reporter))
    bank.start(
      description, from: matrices, deeper: options.deeper, seed: UInt64(options.seed))
    return Made(
      model: StoredModel(description: description, bank: bank, vocabulary: donor.vocabulary),
      match: match,
      distances: bank.startDistances(description, from: matrices, deeper: options.deeper))
  }
}
