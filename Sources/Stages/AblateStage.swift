public import Pipeline
internal import Options
internal import Spec
internal import Statistics

/// Compares every arm of an axis with one of them.
public enum AblateStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "ablate", version: 1, about: "compares the arms of a sweep axis with a baseline",
      produces: "comparison",
      options: [
        OptionDeclaration("over", .axis, .required, "the axis whose values are the arms"),
        OptionDeclaration("baseline", .label, .required, "the arm that others are compared with"),
        OptionDeclaration("measure", .measure, .required, "the figure, as STAGE.METRIC"),
        OptionDeclaration(
          "pair", .axis, .optional, "the axis, such as seed, along which arms are paired"),
      ], conflicts: conflicts)
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let options = request.stage.options
    let over = options["over"]?.text ?? ""
    if options["pair"]?.text == over {
      return [
        OptionConflict(
          "pair", "arms can't be paired along '\(over)', the axis whose values they are",
          hint: "pair along an axis that repeats them, such as seed")
      ]
    }
    let coordinates = request.stage.inputs.flatMap(\.coordinates).filter { $0.axis == over }
    var arms: [String] = []
    for label in coordinates.map(\.label) where !arms.contains(label) { arms.append(label) }
    let baseline = options["baseline"]?.text ?? ""
    if arms.contains(baseline) { return [] }
    return [
      OptionConflict(
        "baseline", "'\(baseline)' is no arm of '\(over)'",
        hint: Suggestion.hint(for: baseline, among: arms, noun: "arm"))
    ]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (over, pair) = (job.text("over"), job.options["pair"]?.text)
    var arms: [(name: String, values: [String: Double], parameters: [Double])] = []
    for input in job.inputs where input.role == "measure" {
      guard let arm = input.coordinates[over] else { continue }
      let place = pair.flatMap { input.coordinates[$0] } ?? ""
      let value = try input.figure(job.text("measure"))
      let index = arms.firstIndex { $0.name == arm } ?? arms.count
      if index == arms.count { arms.append((arm, [:], [])) }
      arms[index].values[place] = value
      if let count = input.metrics.final("parameters") { arms[index].parameters.append(count) }
    }
    let name = job.text("baseline")
    let baseline = arms.first { $0.name == name }?.values ?? [:]
    let metrics = arms.flatMap { arm in
      figures(arm.name, arm.values, arm.parameters)
        + (arm.name == name ? [] : differences(arm.name, arm.values, baseline))
    }
    return StageOutput(metrics: metrics)
  }

  private static func figures(
    _ arm: String, _ values: [String: Double], _ parameters: [Double]
  ) -> [Metric] {
    let sample = values.sorted { $0.key < $1.key }.map(\.value)
    var metrics = [
      Metric("\(arm).n", Double(sample.count)), Metric("\(arm).mean", mean(sample)),
    ]
    if !parameters.isEmpty {
      // Of one size unless arms are paired along an axis that changes it.
      metrics.append(Metric("\(arm).parameters", mean(parameters)))
    }
    if sample.count > 1 { metrics.append(Metric("\(arm).deviation", standardDeviation(sample))) }
    return metrics
  }

  /// The paired difference from the baseline; interval and p-value from two pairs on.
  private static func differences(
    _ arm: String, _ values: [String: Double], _ baseline: [String: Double]
  ) -> [Metric] {
    let places = values.keys.filter { baseline[$0] != nil }.sorted()
    guard !places.isEmpty else { return [] }
    let test = PairedTest(
      places.map { values[$0] ?? 0 }, minus: places.map { baseline[$0] ?? 0 })
    var metrics = [Metric("\(arm).difference", test.difference)]
    if let interval = test.interval, let p = test.p {
      metrics += [
        Metric("\(arm).difference_low", interval.lowerBound),
        Metric("\(arm).difference_high", interval.upperBound), Metric("\(arm).p", p),
      ]
    }
    return metrics
  }
}
