internal import Models
internal import Options

/// Exports and imports models as folders.
///
/// Commands use it, as they know nothing of tensors.
package struct ModelTransfer {
  /// Paths of the files that were written.
  package let files: [String]
  /// Number of scalars that were written.
  package let parameters: Int
  /// A clause that says what reads the folder: a class of Transformers, or this program.
  package let reader: String
  /// Lines about what was left out or had to be changed.
  package let remarks: [String]

  private init(_ exported: ExportedModel, in folder: String, remarks: [String]) {
    files = exported.files.map { "\(folder)/\($0)" }
    parameters = exported.parameters
    self.remarks =
      remarks
      + (exported.leftOut.isEmpty ? [] : ["left out: \(exported.leftOut.listed)"])
    reader =
      exported.architecture.map { "Transformers reads it as \($0)" }
      ?? "bondlab reads it as it was"
  }

  /// The names of the layouts for ``export(files:as:to:replacing:)``.
  package static let formats = ModelFormat.allCases.map(\.rawValue)

  /// Writes a model into a folder.
  ///
  /// - Parameters:
  ///   - format: One of ``formats``.
  ///   - replacing: Whether a model that is in the folder may be replaced.
  ///   - history: How the model was made, for the card that goes with it.
  package static func export(
    _ source: ModelSource, as format: String, to folder: String, replacing: Bool,
    history: ModelHistory
  ) throws -> ModelTransfer {
    guard let format = ModelFormat(rawValue: format) else {
      let known = formats.joined(separator: ", ")
      throw StageError("there is no format '\(format)'; there are: \(known)")
    }
    let (model, remarks) = try source.withRemarks()
    let exported = try model.export(
      as: format, to: folder, replacing: replacing, origin: history.origin)
    return ModelTransfer(exported, in: folder, remarks: remarks)
  }

  /// Reads a folder that Transformers has written, and writes the model as this program keeps it.
  package static func importing(
    _ source: String, to folder: String, replacing: Bool
  ) throws -> ModelTransfer {
    let imported = try ImportedModel(huggingFace: source)
    let exported = try imported.model.export(as: .bondlab, to: folder, replacing: replacing)
    return ModelTransfer(exported, in: folder, remarks: imported.remarks)
  }
}
