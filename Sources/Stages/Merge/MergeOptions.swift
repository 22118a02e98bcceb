internal import Datasets
public import Options

/// Options of a stage that merges fine-tuned models.
public struct MergeOptions: OptionSet {
  var base = StageInput()
  var models: [MergedTask] = []
  var method: any MergeMethod = AverageMerge()

  public init() {}

  public static let options: [OptionProperty<MergeOptions>] = [
    .required(
      "base", \.base, .stage(producing: "model"), "the model that all were fine-tuned from"),
    .required(
      "models", \.models, .list(.group), "the fine-tuned models, each with the name of its task"),
    .option("method", \.method, MergeCatalog.form, "how they become one model"),
  ]

  var tasks: [String] { models.map(\.name) }

  /// The input with all fine-tuned models, in the order of the tasks.
  var tuned: StageInput { models.first?.model ?? StageInput() }

  /// What is wrong with the names of the tasks; nil where nothing is.
  var problemWithNames: String? {
    models.isEmpty ? "there is no model to merge" : Mixture.problem(withNames: tasks)
  }
}

/// A fine-tuned model with the task that it has learned.
struct MergedTask: OptionSet {
  var name = ""
  var model = StageInput()

  static let options: [OptionProperty<MergedTask>] = [
    .required(
      "name", \.name, .text,
      "name of the task and its head, by which evaluations choose it: letters, digits"),
    .required(
      "model", \.model, .stage(producing: "model"), "a model with a classifier for the task"),
  ]
}
