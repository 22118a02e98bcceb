internal import Datasets
public import Options

/// What a spec says of a stage that mixes data.
public struct MixtureOptions: OptionSet {
  var tasks: [MixtureTask] = []
  var power = 1.0

  public init() {}

  public static let options: [OptionProperty<MixtureOptions>] = [
    .required("tasks", \.tasks, .list(.group), "the tasks, each with a head of its own"),
    .option(
      "power", \.power, .number(0...10),
      "a step has a task as likely as its training examples to this power: 1 shows every "
        + "example equally often, 0 every task"),
  ]

  var names: [String] { tasks.map(\.name) }

  /// The role of the inputs that are the tasks' data, in the order of the tasks.
  var dataRole: String { tasks.first?.data.role ?? "" }
}

/// A task of a mixture.
struct MixtureTask: OptionSet {
  var name = ""
  var data = StageInput()

  static let options: [OptionProperty<MixtureTask>] = [
    .required(
      "name", \.name, .text, "of its head, by which evaluations choose it: letters, digits"),
    .required(
      "data", \.data, .stage(producing: "data"),
      "what is learned of it; all tasks have one vocabulary"),
  ]
}
