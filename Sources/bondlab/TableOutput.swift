@preconcurrency internal import Glibc
internal import Platform
internal import Reporting

extension Table {
  /// The same, as wide as the terminal at most; elsewhere as wide as it is.
  var fittingTerminal: Table { Terminal.columns(of: STDOUT_FILENO).map(fitted) ?? self }
}

/// Prints tables with a line between them, in pieces, so that a long one is nowhere as a whole.
func show(_ tables: [Table], as exporter: any Exporter.Type) {
  var text = ""
  for (index, table) in tables.enumerated() {
    if index > 0 { text += "\n" }
    exporter.write(table) { piece in
      text += piece
      if text.utf8.count >= 1 << 16 { put(&text) }
    }
  }
  put(&text)
}

private func put(_ text: inout String) {
  text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, stdout) }
  text.removeAll(keepingCapacity: true)
}
