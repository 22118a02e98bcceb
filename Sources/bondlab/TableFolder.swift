internal import FoundationEssentials
internal import Pipeline
internal import Reporting
internal import Storage

/// A folder of CSV files, one for each table.
struct TableFolder {
  let path: String

  /// The places that tables in the folder have figures of and others lack, as written.
  func places(missingFrom tables: ResultTables) -> [String] {
    guard let bytes = try? Data(contentsOf: URL(filePath: "\(path)/\(ResultTables.tidyName).csv"))
    else { return [] }
    return WrittenTables([UInt8](bytes)).places(missingFrom: tables.written)
  }

  /// Removes tables that are of a former state of the spec, or of another spec of its name; times
  /// that were written when they were asked for stay.
  ///
  /// - Parameter files: Those that the spec makes now.
  /// - Returns: A line that says so; nil where there were none.
  func removeFormer(besides files: [String], in store: ResultsStore) throws -> String? {
    let former = try store.removeFormerTables(
      in: path, besides: files + ["\(path)/\(ResultTables.timingsName).csv"])
    return former.isEmpty
      ? nil : "removed \(former.joined(separator: ", ")) in \(path): not of this spec any more"
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

  /// Writes what changed of what was said of each example.
  ///
  /// - Parameter predictions: Files of the store, by the stages that left them.
  /// - Returns: The paths of all files.
  func write(_ predictions: [(stage: StageID, path: String)]) throws -> [String] {
    let folder = "\(path)/predictions"
    if !predictions.isEmpty {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    return try predictions.map { stage, source in
      let name = stage.description.replacing("%", with: "%25").replacing("/", with: "%2F")
      let file = "\(folder)/\(name).csv"
      try writeAtomically(String(decoding: readBytes(source), as: UTF8.self), to: file)
      return file
    }
  }
}
