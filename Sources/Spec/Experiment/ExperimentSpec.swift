package import YAML

/// A text of the spec with its place.
package struct LocatedText: Hashable, Sendable {
  package let text: String
  package let mark: Mark
}

/// A stage as written.
package struct StageSpec: Sendable {
  package let name: String
  package let mark: Mark
  /// Its mapping with `kind` and options, references not yet replaced; not yet checked.
  package let body: Node
}

/// A table as written; whether its names mean anything is for the planner to check.
package struct TableSpec: Sendable {
  package let name: String
  package let mark: Mark
  /// Nil where not given.
  package let rows: [LocatedText]?
  package let columns: [LocatedText]
  package let over: LocatedText?
  package let references: [ReferenceSpec]
}

/// A row below a table as written, of figures that have no place on the axes of its rows.
package struct ReferenceSpec: Sendable {
  package let name: LocatedText
  package let figures: [Figure]

  /// The figure that stands in a column.
  package struct Figure: Sendable {
    package let column: LocatedText
    package let measure: LocatedText
  }
}

/// An experiment file: its names and sweep worked out, its stages still as written.
///
/// What is wrong so far is kept in `problems`, so that the planner can report it together with
/// what it finds itself; a spec with problems never becomes a plan.
package struct ExperimentSpec: Sendable {
  package let file: String
  /// What the file held when it was read; nothing reads it again.
  package let text: String
  /// The folder that paths are relative to, absolute.
  package let folder: String
  /// Also the name of the folder of results.
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
  /// - Parameter file: The path as the user gave it; messages show it so.
  /// - Parameter overrides: The values of `--set`, each `NAME=VALUE`.
  /// - Throws: Only where reading cannot go on: the text isn't YAML or isn't a mapping.
  package init(
    _ bytes: [UInt8], file: String, overrides: [String] = []
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
    (scope, sweep) = SweepReader(sections, set).namesAndSweep(&problems)
    search = SearchReader(sections).search(&problems)
    stages = StagesReader(sections).stages(&problems)
    tables = TablesReader(sections).tables(&problems)
    self.problems = problems
  }
}
