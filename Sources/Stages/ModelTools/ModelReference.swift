internal import Models
internal import Spec

/// A model as a person names it, not yet read.
package enum ModelReference: Sendable {
  case folder(String)
  /// What a finished stage left, by name.
  case files([String: String])

  /// Reads the model: the one place that knows what kinds of models there are.
  ///
  /// - Throws: An error that names the file that is missing or damaged.
  func model() throws -> StoredModel {
    switch self {
    case .files(let files): return try StoredModel(files: files)
    case .folder(let folder):
      let found = StoredModel.fileNames.filter { FileKind(atPath: "\(folder)/\($0)") == .file }
      guard found.contains(StoredModel.descriptionFile) else {
        throw StageError("\(folder): has no \(StoredModel.descriptionFile), as a model has")
      }
      return try StoredModel(
        files: Dictionary(uniqueKeysWithValues: found.map { ($0, "\(folder)/\($0)") }))
    }
  }
}
