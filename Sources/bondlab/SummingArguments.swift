internal import ArgumentParser

/// The option that shows every cell of a stage in text for people.
struct SummingArguments: ParsableArguments {
  @Flag(help: "Show every cell of a stage, rather than one line or node for all its cells")
  var cells = false
}
