internal import Reporting
internal import Spec

/// The files and values that a plan was made of, as companions hold them.
struct SpecSource {
  /// The spec, and then the files that it includes.
  let files: [TableCompanion.SpecFile]
  /// The values of `--set`, each `NAME=VALUE`.
  let overrides: [String]

  init(file: String, text: String, overrides: [String]) {
    let path = GitCommit.pathFromRoot(ofFile: file)
    files = [TableCompanion.SpecFile(path: path, text: text)]
    self.overrides = overrides
  }
}
