public import Pipeline
internal import Options
public import Statistics

/// Averages a metric over a stated set of tasks, as GLUE's average does (Wang et al. 2018,
/// arXiv 1804.07461).
public enum AverageStage: StageKind {
  public static let name = "average"
  public static let version = 1
  public static let about = "averages a metric over stated values of an axis, such as tasks"
  public static let produces = "scores"
  public static let metrics: [MetricDeclaration]? = [.averagedValue, .averaged, .average]

  public static func conflicts(
    _ options: AverageOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    guard let wanted = options.values else { return [] }
    if wanted.isEmpty {
      return [
        OptionConflict("of", "there is nothing to average", hint: "name a value, or leave it out")
      ]
    }
    let found = Set(
      request.stage.inputs.flatMap(\.coordinates).filter { $0.axis == options.over }.map(\.label))
    guard let missing = wanted.first(where: { !found.contains($0) }) else { return [] }
    return [
      OptionConflict(
        "of", "'\(missing)' is no value of '\(options.over)' in this cell",
        hint: Suggestion.hint(for: missing, among: found.sorted(), noun: "value"))
    ]
  }

  public static func run(
    _ options: AverageOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    var values: [(label: String, value: Double)] = []
    for input in job.inputs where input.role == options.measure.role {
      guard let label = input.coordinates[options.over],
        options.values?.contains(label) ?? true
      else { continue }
      values.append((label, try input.finalValue(of: options.measure.name)))
    }
    return StageOutput(
      metrics: values.map { Metric(.averagedValue, of: [$0.label], $0.value) } + [
        Metric(.averaged, Double(values.count)), Metric(.average, mean(values.map(\.value))),
      ])
  }
}
