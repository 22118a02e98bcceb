internal import Datasets
public import Pipeline
internal import Options
internal import Spec

/// Puts the data of several tasks together, which one model then learns by turns with a head for
/// each (MT-DNN: Liu et al., arXiv 1901.11504).
public enum MixtureStage: StageForm {
  static let product = "mixture"
  /// The inputs that are the tasks' data, in the order of the tasks.
  static let role = "\(tasks).data"
  private static let tasks = "tasks"

  public static var declaration: StageDeclaration {
    StageDeclaration(
      kind: "mixture", version: 1, about: "puts data together that one model learns by turns",
      produces: "mixture",
      options: [
        OptionDeclaration(
          tasks, .list(.group(task)), .required, "the tasks, each with a head of its own"),
        OptionDeclaration(
          "power", .number(0...10), .standard(.number(1)),
          "a step has a task as likely as its training examples to this power: 1 shows every "
            + "example equally often, 0 every task"),
      ], conflicts: conflicts)
  }

  private static var task: [OptionDeclaration] {
    [
      OptionDeclaration(
        "name", .text, .required, "of its head, by which evaluations choose it: letters, digits"),
      OptionDeclaration(
        "data", .stage(producing: ["data"]), .required,
        "what is learned of it; all tasks have one vocabulary"),
    ]
  }

  /// The tasks' names that canonical options give, in order.
  static func names(_ options: Value) -> [String] {
    (options[tasks]?.list ?? []).compactMap { $0["name"]?.text }
  }

  @Sendable
  private static func conflicts(_ request: StageRequest) -> [OptionConflict] {
    guard let problem = Mixture.problem(withNames: names(request.stage.options)) else { return [] }
    return [OptionConflict(tasks, problem, hint: "write - {name: cola, data: STAGE} for each task")]
  }

  public static func run(_ job: StageJob, reporter: any StageReporter) throws -> StageOutput {
    let data = try job.inputs.filter { $0.role == role }.map { try EncodedDataset(files: $0.files) }
    let mixture = try Mixture(
      tasks: zip(names(job.options), data).map { (name: $0, data: $1) },
      power: job.number("power"))
    let shares = TaskOrder(counts: mixture.counts, power: mixture.power, seed: 0).shares
    var metrics = [Metric("tasks", Double(mixture.tasks.count))]
    for (index, name) in names(job.options).enumerated() {
      metrics.append(Metric("sequences.\(name)", Double(mixture.counts[index])))
      metrics.append(Metric("share.\(name)", shares[index]))
    }
    return StageOutput(files: try mixture.save(in: job.workFolder), metrics: metrics)
  }
}
