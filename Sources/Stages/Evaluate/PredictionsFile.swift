internal import FoundationEssentials
internal import Serialization
internal import Training

/// What a model said of each example, kept as comma-separated values for later tests on rows.
package enum PredictionsFile {
  package static let name = "predictions.csv"

  /// - Returns: The path of the file by its name.
  static func write(_ table: ExampleTable, into folder: String) throws -> [String: String] {
    let path = "\(folder)/\(name)"
    let text = ([table.header] + table.rows).map(CommaSeparated.line).joined()
    try Data(text.utf8).write(to: URL(filePath: path))
    return [name: path]
  }
}
