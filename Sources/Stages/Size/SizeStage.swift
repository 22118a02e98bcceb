public import Statistics
internal import Models
internal import Options
public import Pipeline

/// Counts the parameters of a model from its description alone.
public enum SizeStage: StageKind {
  public static let name = "size"
  public static let version = 4
  public static let about = "counts the parameters of a model without making it"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + MetricDeclaration.ofMatch + [.vocabulary] + MetricDeclaration.parts

  public static func conflicts(
    _ options: SizeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let found =
      options.encoder.conflicts + options.sharing.conflicts
      + (options.adapter?.conflicts(with: options.sharing) ?? [])
    guard found.isEmpty else { return found }
    if let conflict = options.experts?.conflict(
      layers: options.encoder.layers, sharing: options.sharing)
    {
      return [conflict]
    }
    let reference = options.match?.reference ?? StageInput()
    let unmatched = options.conflictsOfMatch(
      hasReference: request.products[reference.role] != nil, hasDonor: false
    ) { $0.description }
    guard unmatched.isEmpty else { return unmatched }
    let outlook = InputOutlooks(request)[reference]
    let known = outlook.flatMap { $0.isApproximate ? nil : $0.model }
    let model = options.planned(comparedTo: known) { $0.description }
    return model?.misfitOfAdapter.map { [OptionConflict("adapter", $0)] } ?? []
  }

  public static func run(
    _ options: SizeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    try options.checkSolvedOption { $0.description }
    let match = options.matched(to: try job.reference(of: options.match)) { $0.description }
    if let match { reporter.log(match.line) }
    let layout = ParameterLayout((match?.options ?? options).description)
    let counted = options.counted(layout)
    let sizes = Dictionary(counted.map { ($0.part, $0.count) }, uniquingKeysWith: +)
    let total = sizes.values.reduce(0, +)
    return StageOutput(
      metrics: Metric.counts(
        total, trainable: counted.reduce(0) { $0 + ($1.learns ? $1.count : 0) },
        nonEmbedding: total - (layout.count - layout.nonEmbeddingCount))
        + (match?.metrics ?? []) + [Metric(.vocabulary, Double(options.vocabulary))]
        + Parameter.Part.allCases.map { Metric($0.rawValue, Double(sizes[$0] ?? 0)) })
  }
}
