internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Reporting
internal import Storage

/// A folder of CSV files, one for each table.
struct TableFolder {
  let path: String

  /// Returns the name of a table's file, without an ending.
  static func fileName(of table: Table) -> String {
    String(table.name.map { $0 == "/" ? "_" : $0 })
  }

  /// Finds the entries of the tables in the folder that other tables lack, as they are written.
  ///
  /// An entry is a combination of experiment, axes and stage.
  func entries(missingFrom tables: ResultTables) -> [String] {
    guard let bytes = try? Data(contentsOf: URL(filePath: "\(path)/\(ResultTables.tidyName).csv"))
    else { return [] }
    let isForSpreadsheets = bytes.starts(with: SpreadsheetExporter.mark.utf8)
    let format: any Exporter.Type =
      isForSpreadsheets ? SpreadsheetExporter.self : CSVExporter.self
    return WrittenTables([UInt8](bytes)).origins(missingFrom: tables.written(as: format))
  }

  /// Removes tables of a former state of the spec, or of another spec of its name.
  ///
  /// A file of timings stays.
  ///
  /// - Parameter files: The files of the spec as it is now.
  /// - Returns: A line that names the removed files; nil where there were none.
  func removeFormer(besides files: [String], in store: ResultsStore) throws -> String? {
    let former = try store.removeFormerTables(
      in: path, besides: files + ["\(path)/\(ResultTables.timingsName).csv"])
    for name in former { try FileSystem.remove("\(path)/\(name)\(TableCompanion.ending)") }
    return former.isEmpty
      ? nil : "removed \(former.joined(separator: ", ")) in \(path): not of this spec any more"
  }

  /// Writes the tables that changed, and their companions.
  ///
  /// - Returns: The paths of all tables.
  @discardableResult
  func write(
    _ tables: [Table], as format: any Exporter.Type = CSVExporter.self,
    _ companions: Companions? = nil
  ) throws -> [String] {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return try tables.map { table in
      let file = "\(path)/\(Self.fileName(of: table)).csv"
      try writeAtomically(table, as: format, to: file)
      try companions?.write(beside: file, of: table)
      return file
    }
  }

  /// Writes the predictions that changed, and their companions.
  ///
  /// - Parameter predictions: Files of the store, each with the stage that left it.
  /// - Returns: The paths of all predictions.
  func write(
    _ predictions: [(stage: StageID, path: String)], forSpreadsheets: Bool = false,
    _ companions: Companions
  ) throws -> [String] {
    let folder = "\(path)/predictions"
    if !predictions.isEmpty {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    return try predictions.map { stage, source in
      let name = stage.description.replacing("%", with: "%25").replacing("/", with: "%2F")
      let file = "\(folder)/\(name).csv"
      let bytes = try readBytes(source)
      try writeAtomically(
        forSpreadsheets
          ? SpreadsheetExporter.rewritten(bytes) : String(decoding: bytes, as: UTF8.self),
        to: file)
      try companions.write(beside: file, ofPredictionsOf: stage)
      return file
    }
  }
}
