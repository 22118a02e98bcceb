internal import FoundationEssentials
internal import Serialization
internal import Training

/// The file of a model's predictions for each example, as comma-separated values.
package enum PredictionsFile {
  package static let name = "predictions.csv"

  /// Writes the predictions into a folder.
  ///
  /// - Returns: The path of the file by its name.
  static func write(_ table: ExampleTable, into folder: String) throws -> [String: String] {
    let path = "\(folder)/\(name)"
    let text = ([table.header] + table.rows).map(CommaSeparated.line).joined()
    try Data(text.utf8).write(to: URL(filePath: path))
    return [name: path]
  }
}
