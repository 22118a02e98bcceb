internal import Reporting
internal import Spec
internal import Spec

/// The files and values that a plan was made of, as companions hold them.
struct SpecSource {
  /// The spec, and then the files that it includes.
  let files: [TableCompanion.SpecFile]
  /// The values of `--set`, each `NAME=VALUE`.
  let overrides: [String]

  init(file: String, text: String, included: [IncludedFile], overrides: [String]) {
    files = ([IncludedFile(path: file, text: text)] + included).map { file in
      TableCompanion.SpecFile(
        path: GitCommit.pathFromRoot(ofFile: file.path), text: file.text)
    }
    self.overrides = overrides
  }
}
