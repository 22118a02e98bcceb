internal import Models

/// Models that leave and enter the program as folders, for commands, which know no tensor.
package struct ModelTransfer {
  /// Paths.
  package let files: [String]
  /// The scalars that were written.
  package let parameters: Int
  /// What reads the folder: a class of Transformers, or this program.
  package let reader: String
  /// The names of the tensors that were there and are not needed, or that the format can't hold.
  package let ignored: [String]

  private init(_ exported: ExportedModel, in folder: String, ignored: [String] = []) {
    files = exported.files.map { "\(folder)/\($0)" }
    (parameters, self.ignored) = (exported.parameters, ignored)
    reader =
      exported.architecture.map { "Transformers reads it as \($0)" }
      ?? "bondlab reads it as it was"
  }

  /// The names of formats for ``export(files:as:to:replacing:)``.
  package static let formats = ModelFormat.allCases.map(\.rawValue)

  /// Writes a model into a folder.
  ///
  /// - Parameters:
  ///   - format: One of ``formats``.
  ///   - replacing: Whether a model that is in the folder may be replaced.
  package static func export(
    _ source: ModelSource, as format: String, to folder: String, replacing: Bool
  ) throws -> ModelTransfer {
    guard let format = ModelFormat(rawValue: format) else {
      let known = formats.joined(separator: ", ")
      throw StageError("there is no format '\(format)'; there are: \(known)")
    }
    let exported = try source.model().export(as: format, to: folder, replacing: replacing)
    return ModelTransfer(exported, in: folder, ignored: exported.leftOut)
  }

  /// Reads a folder that Transformers has written, and writes the model as this program keeps it.
  package static func importing(
    _ source: String, to folder: String, replacing: Bool
  ) throws -> ModelTransfer {
    let imported = try ImportedModel(huggingFace: source)
    let exported = try imported.model.export(as: .bondlab, to: folder, replacing: replacing)
    return ModelTransfer(exported, in: folder, ignored: imported.ignored)
  }
}
