internal import Models

/// Models that leave and enter the program as folders, for commands, which know no tensor.
package struct ModelTransfer {
  /// Paths.
  package let files: [String]
  /// The scalars that were written.
  package let parameters: Int
  /// What reads the folder: a class of Transformers, or this program.
  package let reader: String

  /// The names of formats for ``export(files:as:to:replacing:)``.
  package static let formats = ModelFormat.allCases.map(\.rawValue)

  /// Writes a model into a folder.
  ///
  /// - Parameters:
  ///   - files: The model's own, by name.
  ///   - format: One of ``formats``.
  ///   - replacing: Whether a model that is in the folder may be replaced.
  package static func export(
    files: [String: String], as format: String, to folder: String, replacing: Bool
  ) throws -> ModelTransfer {
    guard let format = ModelFormat(rawValue: format) else {
      let known = formats.joined(separator: ", ")
      throw StageError("there is no format '\(format)'; there are: \(known)")
    }
    let model = try StoredModel(files: files)
    let exported = try model.export(as: format, to: folder, replacing: replacing)
    return ModelTransfer(
      files: exported.files.map { "\(folder)/\($0)" }, parameters: exported.parameters,
      reader: exported.architecture.map { "Transformers reads it as \($0)" }
        ?? "bondlab reads it as it was")
  }
}
