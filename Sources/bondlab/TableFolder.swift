internal import FoundationEssentials
internal import Reporting

/// A folder of CSV files, one for each table.
struct TableFolder {
  let path: String

  /// Writes what changed.
  ///
  /// - Returns: The paths of all files.
  @discardableResult
  func write(_ tables: [Table]) throws -> [String] {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try tables.map { table in
      let name = String(table.name.map { $0 == "/" ? "_" : $0 })
      let file = "\(path)/\(name).csv"
      try writeAtomically(table, as: CSVExporter.self, to: file)
      return file
    }
  }
}
