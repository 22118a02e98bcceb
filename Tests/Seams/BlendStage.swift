internal import Models
public import Options
public import Pipeline
public import Statistics

/// Options of a stage that blends two models.
public struct BlendOptions: OptionSet {
  var model = StageInput()
  var other = StageInput()
  var weight = 0.5

  public init() {}

  public static let options: [OptionProperty<BlendOptions>] = [
    .required("model", \.model, .stage(producing: "model"), "the model whose shape is kept"),
    .required("other", \.other, .stage(producing: "model"), "a model of the same shape"),
    .option("weight", \.weight, .number(0...1), "weight of the other model"),
  ]
}

/// Makes a model whose parameters are weighted means of those of two models.
public enum BlendStage: StageKind {
  public static let name = "blend"
  public static let version = 1
  public static let about = "makes a model between two others"
  public static let produces = "model"
  public static let metrics: [MetricDeclaration]? = MetricDeclaration.counts

  /// Predicts a model of the first one's shape, so that `plan` can cost the stages that read it.
  public static func outlook(
    _ options: @autoclosure () -> BlendOptions, _ inputs: InputOutlooks
  ) -> StageOutlook? {
    inputs[options().model]?.model.map { StageOutlook(model: $0) }
  }

  public static func run(
    _ options: BlendOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let model = try job.model(options.model)
    let other = try job.model(options.other)
    let weight = Float(options.weight)
    for parameter in model.bank.layout.parameters {
      guard let own = model.bank[parameter.name], let added = other.bank[parameter.name],
        own.count == added.count
      else { throw StageError("the models differ in \(parameter.name)") }
      model.bank[parameter.name] = zip(own, added).map { $0 + weight * ($1 - $0) }
    }
    return StageOutput(
      files: try model.write(into: job.workFolder), metrics: Metric.counts(of: model))
  }
}
