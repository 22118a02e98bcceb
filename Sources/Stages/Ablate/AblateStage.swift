public import Pipeline
internal import Options
public import Statistics

/// Compares every arm of an axis with one of them.
public enum AblateStage: StageKind {
  /// What an arm has come to.
  private struct Arm {
    let name: String
    /// By the place on the axis along which arms are paired.
    var values: [String: Double] = [:]
    var parameters: [Double] = []
  }

  public static let name = "ablate"
  public static let version = 1
  public static let about = "compares the arms of a sweep axis with a baseline"
  public static let produces = Comparison.product
  public static let metrics: [MetricDeclaration]? = [
    .armCount, .armMean, .armParameters, .armDeviation, .armDifference, .armDifferenceLow,
    .armDifferenceHigh, .armP,
  ]

  public static func conflicts(
    _ options: AblateOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let (over, baseline) = (options.comparison.over, options.baseline)
    if options.pair == over {
      return [
        OptionConflict(
          "pair", "arms can't be paired along '\(over)', the axis whose values they are",
          hint: "pair along an axis that repeats them, such as seed")
      ]
    }
    let coordinates = request.stage.inputs.flatMap(\.coordinates).filter { $0.axis == over }
    var arms: [String] = []
    for label in coordinates.map(\.label) where !arms.contains(label) { arms.append(label) }
    if arms.contains(baseline) { return [] }
    return [
      OptionConflict(
        "baseline", "'\(baseline)' is no arm of '\(over)'",
        hint: Suggestion.hint(for: baseline, among: arms, noun: "arm"))
    ]
  }

  public static func run(
    _ options: AblateOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let arms = try arms(options, job)
    let baseline = arms.first { $0.name == options.baseline }?.values ?? [:]
    let metrics = arms.flatMap { arm in
      figures(arm) + (arm.name == options.baseline ? [] : differences(arm, baseline))
    }
    return StageOutput(metrics: metrics)
  }

  private static func arms(_ options: AblateOptions, _ job: StageJob) throws -> [Arm] {
    var arms: [Arm] = []
    for input in job.inputs where input.role == options.comparison.measure.role {
      guard let name = input.coordinates[options.comparison.over] else { continue }
      let place = options.pair.flatMap { input.coordinates[$0] } ?? ""
      let value = try input.figure(options.comparison.measure.name)
      let index = arms.firstIndex { $0.name == name } ?? arms.count
      if index == arms.count { arms.append(Arm(name: name)) }
      arms[index].values[place] = value
      if let count = input.metrics.final("parameters") { arms[index].parameters.append(count) }
    }
    return arms
  }

  private static func figures(_ arm: Arm) -> [Metric] {
    let sample = arm.values.sorted { $0.key < $1.key }.map(\.value)
    var metrics = [
      Metric(.armCount, of: [arm.name], Double(sample.count)),
      Metric(.armMean, of: [arm.name], mean(sample)),
    ]
    if !arm.parameters.isEmpty {
      // Of one size unless arms are paired along an axis that changes it.
      metrics.append(Metric(.armParameters, of: [arm.name], mean(arm.parameters)))
    }
    if sample.count > 1 {
      metrics.append(Metric(.armDeviation, of: [arm.name], standardDeviation(sample)))
    }
    return metrics
  }

  /// The paired difference from the baseline; interval and p-value from two pairs on.
  private static func differences(_ arm: Arm, _ baseline: [String: Double]) -> [Metric] {
    let places = arm.values.keys.filter { baseline[$0] != nil }.sorted()
    guard !places.isEmpty else { return [] }
    let test = PairedTest(
      places.map { arm.values[$0] ?? 0 }, minus: places.map { baseline[$0] ?? 0 })
    var metrics = [Metric(.armDifference, of: [arm.name], test.difference)]
    if let interval = test.interval, let p = test.p {
      metrics += [
        Metric(.armDifferenceLow, of: [arm.name], interval.lowerBound),
        Metric(.armDifferenceHigh, of: [arm.name], interval.upperBound),
        Metric(.armP, of: [arm.name], p),
      ]
    }
    return metrics
  }
}
