/// A way to write a table; a new one is its file and a line in `ExporterCatalog`.
public protocol Exporter: Sendable {
  /// As named after `--format`.
  static var name: String { get }
  /// Writes a table in pieces, so that a long one is nowhere as a whole.
  static func write(_ table: Table, to sink: (String) throws -> Void) rethrows
}

extension Exporter {
  /// The table as one text.
  public static func render(_ table: Table) -> String {
    var text = ""
    write(table) { text += $0 }
    return text
  }
}

/// Every format. A new one is its file and a line here.
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
