internal import Datasets
public import Options

/// Options of a stage that mixes the data of several tasks.
public struct MixtureOptions: OptionSet {
  var tasks: [MixtureTask] = []
  var power = 1.0

  public init() {}

  public static let options: [OptionProperty<MixtureOptions>] = [
    .required("tasks", \.tasks, .list(.group), "the tasks, each with a head of its own"),
    .option(
      "power", \.power, .number(0...10),
      "a step takes a task with a probability proportional to its number of examples to this "
        + "power: 1 shows every example equally often, 0 every task"),
  ]

  var names: [String] { tasks.map(\.name) }

  /// The input with the data of all tasks, in the order of the tasks.
  var data: StageInput { tasks.first?.data ?? StageInput() }
}

/// A task of a mixture.
struct MixtureTask: OptionSet {
  var name = ""
  var data = StageInput()

  static let options: [OptionProperty<MixtureTask>] = [
    .required(
      "name", \.name, .text,
      "name of the task and its head, by which evaluations choose it: letters, digits"),
    .required(
      "data", \.data, .stage(producing: "data"),
      "data of the task; all tasks have one vocabulary"),
  ]
}
