public import Statistics
internal import Models
internal import Options
public import Pipeline

/// Counts the parameters of a model from its description alone.
public enum SizeStage: StageKind {
  public static let name = "size"
  public static let version = 3
  public static let about = "counts the parameters of a model without making it"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? =
    MetricDeclaration.counts + [.vocabulary] + MetricDeclaration.parts

  public static func conflicts(
    _ options: SizeOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let found =
      options.encoder.conflicts + (options.adapter?.conflicts(with: options.sharing) ?? [])
    guard found.isEmpty else { return found }
    return options.description.misfitOfAdapter.map { [OptionConflict("adapter", $0)] } ?? []
  }

  public static func run(
    _ options: SizeOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    // Only models with a classifier have a pooler, and no published size counts the classifier.
    let layout = ParameterLayout(options.description)
    let counted = layout.parameters.filter { parameter in
      switch parameter.part {
      case .pooler: options.hasPooler
      case .heads: !parameter.name.hasPrefix("classifier")
      default: true
      }
    }
    let sizes = Dictionary(counted.map { ($0.part, $0.count) }, uniquingKeysWith: +)
    let total = sizes.values.reduce(0, +)
    return StageOutput(
      metrics: Metric.counts(
        total, trainable: counted.reduce(0) { $0 + ($1.learns ? $1.count : 0) },
        nonEmbedding: total - (layout.count - layout.nonEmbeddingCount))
        + [Metric(.vocabulary, Double(options.vocabulary))]
        + Parameter.Part.allCases.map { Metric($0.rawValue, Double(sizes[$0] ?? 0)) })
  }
}
