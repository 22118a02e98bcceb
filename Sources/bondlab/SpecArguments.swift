internal import ArgumentParser
internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Spec
internal import Stages

/// The arguments that name a spec and change it.
struct SpecArguments: ParsableArguments {
  @Argument(help: "YAML file of the experiment")
  var spec: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Give a variable or a sweep axis another value; may be repeated", valueName: "NAME=VALUE"))
  var overrides: [String] = []

  /// The arguments as words of a shell command.
  var words: String {
    ([spec] + overrides.flatMap { ["--set", $0] }).map(\.shellWord).joined(separator: " ")
  }

  /// Reads the spec and makes its plan.
  ///
  /// - Throws: `SpecErrors` with everything that is wrong.
  func plan() throws -> Plan { try read().plan() }

  /// Reads the spec from its file.
  ///
  /// A command does so once, as the file may change meanwhile.
  func read() throws -> ExperimentSpec {
    try .ofCatalog(readBytes(spec), file: spec, overrides: overrides)
  }
}

extension ExperimentSpec {
  /// Reads a spec, an axis of which may have the kinds of an option of any stage kind.
  ///
  /// - Parameter included: The files that it includes, as they were before; nil to read them.
  static func ofCatalog(
    _ bytes: [UInt8], file: String, overrides: [String] = [], included: [IncludedFile]? = nil
  ) throws -> ExperimentSpec {
    try ExperimentSpec(
      bytes, file: file, overrides: overrides, included: included,
      catalogs: AxisCatalogs(optionsOf: { StageCatalog.declarations }))
  }

  /// Makes the plan of the spec with the stage kinds of the catalog.
  func plan() throws -> Plan {
    let planner = Planner(
      declarations: StageCatalog.declarations, pictures: PictureCatalog.variants)
    return try planner.plan(self)
  }
}

/// Reads a file.
///
/// - Throws: ``RequestError`` that names the file, where it can't be read.
func readBytes(_ path: String) throws -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  } catch {
    throw RequestError("\(path): can't be read; is the path right?")
  }
}

/// An error of the user's request, with a message for the user.
struct RequestError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
