internal import Platform
package import YAML

/// What is known of the files that a spec consists of.
package struct SpecFiles: Sendable {
  /// The files that the spec includes, directly or not, each after those that it includes itself.
  package let included: [IncludedFile]
  /// The folders that paths are relative to.
  package let folders: SpecFolders
  /// Values of variables and axes, and bodies of stages, that including files replaced.
  package let replaced: [Node]
  /// Names of the axes that included files have and the spec's own doesn't.
  package let includedAxes: Set<String>
  /// Paths of included files that have stages.
  private let withStages: Set<String>
  private let paths: Set<String>

  /// Describes a spec's files, and what was made of them.
  init(_ files: [SpecFile], _ own: SpecFile, _ parts: SpecParts) {
    included = files.map { IncludedFile(path: $0.path, text: $0.text) }
    folders = SpecFolders(own.path, others: files.map(\.path))
    replaced = Array(parts.replaced.values)
    withStages = Set(files.filter { $0.sections["stages"] != nil }.map(\.path))
    let paths = Set(files.map(\.path))
    let axes = parts.axes.pairs.filter { paths.contains($0.key.mark.file) }
    (self.paths, includedAxes) = (paths, Set(axes.map(\.name)))
  }

  /// Checks whether something stands in an included file.
  package func isIncluded(_ mark: Mark) -> Bool { paths.contains(mark.file) }

  /// Checks whether something stands in an included file that has stages, which may use it.
  package func isIncludedWithStages(_ mark: Mark) -> Bool { withStages.contains(mark.file) }
}

/// The folders that relative paths of a spec stand in: for each, that of the file that it is
/// written in.
package struct SpecFolders: Sendable {
  /// Absolute path of the spec's own folder, also that of paths that the command line gives.
  package let own: String
  private let others: [String: String]

  /// Takes one folder for all paths.
  package init(_ folder: String) { (own, others) = (folder, [:]) }

  /// Finds the folders of a spec's file and of the others that it includes.
  init(_ path: String, others: [String]) {
    own = absoluteFolder(ofFile: path)
    self.others = Dictionary(
      others.map { ($0, absoluteFolder(ofFile: $0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Returns the folder that a path written at a location is relative to.
  func folder(at mark: Mark) -> String { others[mark.file] ?? own }
}
