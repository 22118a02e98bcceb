internal import FoundationEssentials
internal import Pipeline
internal import Platform
internal import Reporting

/// A folder of what goes into a paper: tables as LaTeX, pictures in a format that LaTeX takes in.
struct PaperFolder {
  let path: String
  /// The format of the pictures.
  let pictures: PictureFormat

  /// Writes all tables and pictures of a spec, and prints their paths.
  ///
  /// Where the spec asks for pictures, those are all. They go first: where they can't be
  /// converted, there are no tables either.
  ///
  /// - Throws: ``RequestError`` where pictures can't be converted.
  func write(_ stored: StoredMetrics) throws {
    let drawn = try stored.pictures()
    let asked = stored.plan.pictures.map(\.name)
    for name in asked.isEmpty ? drawn.names : asked {
      let file = "\(path)/\(name).\(pictures.rawValue)"
      try PictureFile(drawn.svg(name) ?? "", pictures).write(to: file)
      print(file)
    }
    let tables = try stored.tables(withCurves: false)
    for warning in tables.warnings { complain("warning: \(warning)") }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for table in tables.all {
      let file = "\(path)/\(TableFolder.fileName(of: table)).tex"
      try writeAtomically(table, as: LaTeXExporter.self, to: file)
      print(file)
    }
  }
}
