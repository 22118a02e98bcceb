internal import ArgumentParser

/// Whether the cells of a stage are summed up where people read.
struct SummingArguments: ParsableArguments {
  @Flag(help: "Shows every cell of a stage, rather than one line or node for all of them.")
  var cells = false
}
