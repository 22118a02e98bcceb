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

/// A picture as written.
package struct PictureSpec: Sendable {
  package let name: String
  package let mark: Mark
  /// Kind of picture alone, or a mapping with `kind` and options, unchecked.
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
  /// The files that it includes, and the folders that paths are relative to.
  package let files: SpecFiles
  /// Name of the experiment, which is also that of the folder of results.
  package let experiment: String
  package let about: String
  package let scope: NameScope
  package let sweep: Sweep
  package let search: SearchSpec?
  package let stages: [StageSpec]
  package let tables: [TableSpec]
  package let pictures: [PictureSpec]
  package let problems: Problems

  /// Reads a spec.
  ///
  /// - Parameters:
  ///   - file: The path as the user gave it, which messages show.
  ///   - overrides: The values of `--set`, each `NAME=VALUE`.
  ///   - included: The files that it includes, as they were when it was read before; nil to read
  ///     them.
  ///   - catalogs: The catalogs whose entries an axis may have by `every`.
  /// - Throws: Errors only where a text isn't YAML or isn't a mapping, or an included file can't be
  ///   read, so that reading cannot go on.
  package init(
    _ bytes: [UInt8], file: String, overrides: [String] = [], included: [IncludedFile]? = nil,
    catalogs: AxisCatalogs = AxisCatalogs()
  ) throws(SpecErrors) {
    var problems = Problems()
    let (files, own) = try SpecFileReader.files(
      bytes, path: file, given: included, &problems)
    let (sections, parts) = (own.sections, SpecComposer.parts(files, own, &problems))
    let set = Overrides(overrides, problems: &problems)
    let head = HeadReader(sections)
    self.file = file
    text = own.text
    self.files = SpecFiles(files, own, parts)
    experiment = head.experiment(&problems)
    about = head.about(&problems)
    (scope, sweep) = SweepReader(parts, set, catalogs).namesAndSweep(&problems)
    search = SearchReader(sections).search(&problems)
    stages = StagesReader(sections, parts).stages(&problems)
    tables = TablesReader(sections, folder: self.files.folders.own).tables(&problems)
    pictures = PicturesReader(sections).pictures(&problems)
    self.problems = problems
  }
}
