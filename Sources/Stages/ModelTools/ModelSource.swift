internal import Models
internal import Options
internal import Platform
internal import Spec

/// The source from which a model will be read.
package enum ModelSource: Sendable {
  /// A folder in the layout of this program or of Hugging Face.
  case folder(String)
  /// The files that a finished stage left, by name.
  case files([String: String])

  /// Reads the model, with lines about what was left out or had to be changed.
  ///
  /// This function alone knows which layouts of models there are.
  /// - Throws: An error that names the file that is missing or damaged.
  func withRemarks() throws -> (model: StoredModel, remarks: [String]) {
    switch self {
    case .files(let files): return (try StoredModel(files: files), [])
    case .folder(let folder):
      if FileKind(atPath: "\(folder)/\(StoredModel.descriptionFile)") == .file {
        return (try StoredModel(folder: folder), [])
      }
      guard FileKind(atPath: "\(folder)/config.json") == .file else {
        throw StageError(
          "\(folder): has neither \(StoredModel.descriptionFile), as models of bondlab have, nor "
            + "config.json, as those of Transformers have")
      }
      let imported = try ImportedModel(huggingFace: folder)
      return (imported.model, imported.remarks)
    }
  }
}

extension ImportedModel {
  /// Lines about what was left out or had to be changed.
  var remarks: [String] {
    notes + (ignored.isEmpty ? [] : ["left out: \(ignored.listed)"])
  }
}
