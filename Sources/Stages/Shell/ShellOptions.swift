public import Options

/// What a spec says of a stage that runs a command.
public struct ShellOptions: OptionSet {
  /// One text is for a shell; several are the words of a program.
  var command = OneOrMore.one("")
  /// The roles of what it reads begin with this one's.
  var inputs = StageInput()
  /// Axes by whose labels the folders of inputs are told apart.
  var over: OneOrMore?
  /// By the names that the command knows.
  var files: [String: String]?
  var outputs: [String]?
  var metrics: String?
  var environment: [String: String]?

  public init() {}

  public static let options: [OptionProperty<ShellOptions>] = [
    .required(
      "command", \.command, .oneOrMore(.verbatim),
      "what `/bin/sh -e` runs, or the words of a program that is run without a shell"),
    .option(
      "inputs", \.inputs, .stages(),
      "stages that it reads: their files are in inputs/NAME, which $NAME leads to, "
        + "their figures in inputs/NAME/metrics.json"),
    .optional(
      "over", \.over, .oneOrMore(.axis),
      "gathers the inputs over an axis: each then has a folder for every value, "
        + "such as inputs/NAME/VALUE"),
    .optional("files", \.files, .map(.file), "files that it finds in its folder by these names"),
    .optional("outputs", \.outputs, .list(.text), "files that it must leave in its folder"),
    .optional(
      "metrics", \.metrics, .text,
      "a .json or .csv file with its figures: numbers by name, and lists of numbers as curves"),
    .optional(
      "environment", \.environment, .map(.verbatim),
      "variables that it has beside those of the program"),
  ]
}
