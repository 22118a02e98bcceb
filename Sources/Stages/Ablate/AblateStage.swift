public import Pipeline
internal import Options
public import Statistics

/// Compares every arm of an axis with one of them, the baseline, by paired tests.
public enum AblateStage: StageKind {
  public static let name = "ablate"
  public static let version = 3
  public static let about = "compares the arms of a sweep axis with a baseline"
  public static let produces = Comparison.product
  public static let metrics: [MetricDeclaration]? = MetricDeclaration.ofArms

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
    let arms = arms(of: over, request.stage)
    let named = [("baseline", baseline)] + options.comparison.again.map { ("again", $0) }
    let cell = request.stage.cell.map { "\($0.axis) is \($0.label)" }.joined(separator: " and ")
    return named.filter { !arms.contains($0.1) }.map { option, name in
      OptionConflict(
        option, "'\(name)' is no arm of '\(over)'" + (cell.isEmpty ? "" : " where \(cell)"),
        hint: Suggestion.hint(for: name, among: arms, noun: "arm"))
    }
  }

  private static func arms(of axis: String, _ stage: PlannedStage) -> [String] {
    var arms: [String] = []
    for coordinate in stage.inputs.flatMap(\.coordinates)
    where coordinate.axis == axis && !arms.contains(coordinate.label) {
      arms.append(coordinate.label)
    }
    return arms
  }

  public static func run(
    _ options: AblateOptions, _ job: StageJob, reporter: any StageReporter
  ) throws -> StageOutput {
    let cell = ComparedCell(try arms(options, job), options.comparison)
    for note in cell.notes { reporter.log("\(job.id): \(note)") }
    let rows = try RowTests(cell, options.comparison).metrics {
      if reporter.shouldStop { throw StageStopped() }
    }
    return StageOutput(metrics: cell.metrics + rows)
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
      arms[index].inner[labels] = input.metrics.final("non_embedding_parameters")
      arms[index].predictions[labels] = input.files[PredictionsFile.name]
    }
    return arms
  }
}
