public import Pipeline
internal import Options
internal import Spec
internal import Statistics

/// The mean of a figure over a stated set of tasks, as GLUE's average is (Wang et al. 2018).
public enum AverageStage: StageForm {
  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "average", version: 1,
      about: "averages a figure over stated values of an axis, such as tasks", produces: "scores",
      options: [
        OptionDeclaration("over", .axis, .required, "the axis whose values are averaged over"),
        OptionDeclaration("measure", .measure, .required, "the figure, as STAGE.METRIC"),
        OptionDeclaration(
          "of", .list(.label), .optional,
          "the values that count; where left out, all that the cell has, which may differ by cell"),
      ], conflicts: conflicts)
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    let over = request.stage.options["over"]?.text ?? ""
    let found = Set(
      request.stage.inputs.flatMap(\.coordinates).filter { $0.axis == over }.map(\.label))
    let wanted = request.stage.options["of"]?.list?.compactMap(\.text) ?? []
    if request.stage.options["of"] != nil && wanted.isEmpty {
      return [
        OptionConflict("of", "there is nothing to average", hint: "name a value, or leave it out")
      ]
    }
    guard let missing = wanted.first(where: { !found.contains($0) }) else { return [] }
    return [
      OptionConflict(
        "of", "'\(missing)' is no value of '\(over)' in this cell",
        hint: Suggestion.hint(for: missing, among: found.sorted(), noun: "value"))
    ]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let (over, name) = (job.text("over"), job.text("measure"))
    let wanted = job.options["of"]?.list?.compactMap(\.text)
    var values: [(label: String, value: Double)] = []
    for input in job.inputs where input.role == "measure" {
      guard let label = input.coordinates[over], wanted?.contains(label) ?? true else { continue }
      values.append((label, try input.figure(name)))
    }
    return StageOutput(
      metrics: values.map { Metric("of.\($0.label)", $0.value) } + [
        Metric("averaged", Double(values.count)), Metric("average", mean(values.map(\.value))),
      ])
  }
}
