public import Pipeline
internal import Options
public import Statistics

/// Compares every arm of an axis with one of them, the baseline, by paired tests.
public enum AblateStage: StageKind {
  public static let name = "ablate"
  public static let version = 2
  public static let about = "compares the arms of a sweep axis with a baseline"
  public static let produces = Comparison.product
  public static let metrics: [MetricDeclaration]? = [
    .armCount, .armPairs, .armMean, .armBaselineMean, .armParameters, .armStandardDeviation,
    .armDifference, .armDifferenceLow, .armDifferenceHigh, .armP, .armAdjustedP,
  ]

  public static func conflicts(
    _ options: AblateOptions, _ request: StageRequest
  ) -> [OptionConflict] {
    let (over, baseline) = (options.comparison.over, options.comparison.baseline)
    if options.pair?.all.contains(over) == true {
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
    let cell = request.stage.cell.map { "\($0.axis) is \($0.label)" }.joined(separator: " and ")
    return [
      OptionConflict(
        "baseline",
        "'\(baseline)' is no arm of '\(over)'" + (cell.isEmpty ? "" : " where \(cell)"),
        hint: Suggestion.hint(for: baseline, among: arms, noun: "arm"))
    ]
  }

  public static func run(
    _ options: AblateOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let cell = ComparedCell(try arms(options, job), baseline: options.comparison.baseline)
    for note in cell.notes { reporter.log("\(job.id): \(note)") }
    return StageOutput(metrics: cell.metrics)
  }

  private static func arms(_ options: AblateOptions, _ job: StageJob) throws -> [ComparedArm] {
    var arms: [ComparedArm] = []
    for input in job.inputs where input.role == options.comparison.measure.role {
      guard let name = input.coordinates[options.comparison.over] else { continue }
      let labels = (options.pair?.all ?? []).map { input.coordinates[$0] ?? "" }
      let value = try input.finalValue(of: options.comparison.measure.name)
      let index = arms.firstIndex { $0.name == name } ?? arms.count
      if index == arms.count { arms.append(ComparedArm(name: name)) }
      arms[index].values[labels] = value
      arms[index].parameters[labels] = input.metrics.final("parameters")
    }
    return arms
  }
}
