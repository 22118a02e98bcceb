/// A format in which tables are written; a new one needs its file and a line in `ExporterCatalog`.
public protocol Exporter: Sendable {
  /// Name of the format, as written after `--format`.
  static var name: String { get }
  /// Writes a table in chunks, so that a long one is never in memory as a whole.
  ///
  /// - Throws: What `sink` throws.
  static func write(_ table: Table, to sink: (String) throws -> Void) rethrows
}

extension Exporter {
  /// Returns the table as one text.
  public static func render(_ table: Table) -> String {
    var text = ""
    write(table) { text += $0 }
    return text
  }
}

/// Lists every format; a new one needs its file and a line here.
public enum ExporterCatalog {
  public static let all: [any Exporter.Type] = [
    TextExporter.self,
    CSVExporter.self,
    MarkdownExporter.self,
    LaTeXExporter.self,
    JSONExporter.self,
  ]

  public static var names: [String] { all.map { $0.name } }

  public static func exporter(_ name: String) -> (any Exporter.Type)? {
    all.first { $0.name == name }
  }
}
