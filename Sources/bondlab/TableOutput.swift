@preconcurrency internal import Glibc
internal import Platform
internal import Reporting

extension Table {
  /// The table cut to the width of the terminal; the whole table where there is no terminal.
  var fittingTerminal: Table { Terminal.columns(of: STDOUT_FILENO).map(fitted) ?? self }
}

/// Prints tables with an empty line between them, bit by bit, so that no table is in memory whole.
///
/// As text on a terminal, a table that is too wide is split into blocks of columns.
func show(_ tables: [Table], as exporter: any Exporter.Type) {
  let isText = exporter == TextExporter.self
  let width = isText ? Terminal.columns(of: STDOUT_FILENO) : nil
  let tables = width.map { width in tables.flatMap { $0.blocks(ofWidth: width) } } ?? tables
  var text = ""
  for (index, table) in tables.enumerated() {
    if index > 0 { text += "\n" }
    exporter.write(table) { part in
      text += part
      if text.utf8.count >= 1 << 16 { put(&text) }
    }
  }
  put(&text)
}

/// Writes a text to standard output, and empties it.
func put(_ text: inout String) {
  text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, stdout) }
  text.removeAll(keepingCapacity: true)
}
