package import YAML

/// A text of the spec with its location.
package struct LocatedText: Hashable, Sendable {
  package let text: String
  package let mark: Mark
}

/// A stage as written.
package struct StageSpec: Sendable {
  package let name: String
  package let mark: Mark
  /// Mapping with `kind` and options, unchecked and with its references.
  package let body: Node
}

/// An experiment file whose names and sweep have been worked out, and whose stages are as written.
///
/// Mistakes so far are kept in `problems`, so that the planner can report them together with those
/// that it finds itself; a spec with problems never becomes a plan.
package struct ExperimentSpec: Sendable {
  package let file: String
  /// Text of the file when it was read; nothing reads the file again.
  package let text: String
  /// Absolute path of the folder that paths are relative to.
  package let folder: String
  /// Name of the experiment, which is also that of the folder of results.
  package let experiment: String
  package let about: String
  package let scope: NameScope
  package let sweep: Sweep
  package let search: SearchSpec?
  package let stages: [StageSpec]
  package let tables: [TableSpec]
  package let problems: Problems

  /// Reads a spec.
  ///
  /// - Parameters:
  ///   - file: The path as the user gave it, which messages show.
  ///   - overrides: The values of `--set`, each `NAME=VALUE`.
  ///   - catalogs: The catalogs whose entries an axis may have by `every`.
  /// - Throws: Errors only where the text isn't YAML or isn't a mapping, so that reading cannot go
  ///   on.
  package init(
    _ bytes: [UInt8], file: String, overrides: [String] = [],
    catalogs: AxisCatalogs = AxisCatalogs()
  ) throws(SpecErrors) {
    let root: Node
    do throws(YAMLError) {
      root = try parseYAML(bytes, file: file)
    } catch {
      throw SpecErrors([SpecError(error)])
    }
    guard let pairs = root.mapping else {
      throw SpecErrors([
        SpecError(
          at: root.mark, "a spec must be a mapping, not \(root.found)",
          hint: "begin with 'experiment: NAME' and 'stages:'")
      ])
    }
    var problems = Problems()
    let sections = SpecSections(pairs, at: root.mark, &problems)
    let set = Overrides(overrides, problems: &problems)
    let head = HeadReader(sections)
    self.file = file
    text = String(decoding: bytes, as: UTF8.self)
    folder = absoluteFolder(ofFile: file)
    experiment = head.experiment(&problems)
    about = head.about(&problems)
    (scope, sweep) = SweepReader(sections, set, catalogs).namesAndSweep(&problems)
    search = SearchReader(sections).search(&problems)
    stages = StagesReader(sections).stages(&problems)
    tables = TablesReader(sections, folder: folder).tables(&problems)
    self.problems = problems
  }
}
