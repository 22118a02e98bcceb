internal import FoundationEssentials
internal import Reporting

/// A folder of CSV files, one for each table.
struct TableFolder {
  let path: String

  /// The places that tables in the folder have figures of and others lack, as written.
  func places(missingFrom tables: ResultTables) -> [String] {
    guard let bytes = try? Data(contentsOf: URL(filePath: "\(path)/\(ResultTables.tidyName).csv"))
    else { return [] }
    return WrittenTables([UInt8](bytes)).places(missingFrom: tables.written)
  }

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
