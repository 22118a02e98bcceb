public import Options

/// Options of a stage that runs a command.
public struct ShellOptions: OptionSet {
  /// The command: one text for a shell, or the words of a program.
  var command = OneOrMore.one("")
  /// The stages that the command reads; their roles begin with `inputs.`.
  var inputs = StageInput()
  /// Axes whose labels name the folders of gathered inputs.
  var over: OneOrMore?
  /// Paths of files by the names under which the command finds them.
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
      "stages that the command reads: their files are in inputs/NAME, the path in $NAME, "
        + "their metrics in inputs/NAME/metrics.json"),
    .optional(
      "over", \.over, .oneOrMore(.axis),
      "axis or axes over which inputs are gathered: each input then has a folder for every "
        + "value, such as inputs/NAME/VALUE"),
    .optional(
      "files", \.files, .map(.file), "files that the command finds in its folder by these names"),
    .optional(
      "outputs", \.outputs, .list(.text), "files that the command must leave in its folder"),
    .optional(
      "metrics", \.metrics, .text,
      ".json or .csv file with the metrics: numbers by name, and lists of numbers as curves"),
    .optional(
      "environment", \.environment, .map(.verbatim),
      "environment variables of the command, besides those of bondlab"),
  ]
}
