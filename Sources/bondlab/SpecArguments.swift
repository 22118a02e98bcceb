internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Spec
internal import Stages

/// The arguments that name a spec and change it.
struct SpecArguments: ParsableArguments {
  @Argument(help: "The experiment, a YAML file.")
  var spec: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Gives a var or a sweep axis another value; may be repeated.", valueName: "NAME=VALUE"))
  var overrides: [String] = []

  /// The arguments as a shell takes them.
  var words: String {
    ([spec] + overrides.flatMap { ["--set", $0] }).map(\.shellWord).joined(separator: " ")
  }

  /// Reads the spec and works it out.
  ///
  /// - Throws: `SpecErrors` with everything that is wrong.
  func plan() throws -> Plan { try read().plan() }

  /// Reads the spec from its file: once for a command, as the file may change meanwhile.
  func read() throws -> ExperimentSpec {
    try ExperimentSpec(readBytes(spec), file: spec, overrides: overrides)
  }
}

extension ExperimentSpec {
  /// The spec worked out with the stage kinds that there are.
  func plan() throws -> Plan { try Planner(declarations: StageCatalog.declarations).plan(self) }
}

/// A file's bytes, or an error that names it.
func readBytes(_ path: String) throws -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  } catch {
    throw RequestError("\(path): can't be read; is the path right?")
  }
}

/// A request that can't be carried out, for the person who made it.
struct RequestError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
