/// Writes aligned columns for a terminal, with numbers aligned to the right.
public enum TextExporter: Exporter {
  public static let name = "text"

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let table = table.withoutDetails
    let widths = widths(table)
    let isNumeric = table.rows.isEmpty ? table.header.map { _ in false } : table.numericColumns
    func line(_ texts: [String]) -> String {
      let padded = texts.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return isNumeric[column] ? space + text : text + space
      }
      let joined = padded.joined(separator: "  ")
      let end = joined.utf8.lastIndex { $0 != UInt8(ascii: " ") }
      return end.map { String(joined.utf8[...$0]) ?? joined } ?? ""
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    try sink("\(table.name)\n\n\(line(table.header))\n\(rule)\n")
    for row in table.rows { try sink(line(row.map(\.readable)) + "\n") }
    if !table.notes.isEmpty { try sink("\n") }
    for note in table.notes { try sink(wrapped(NumberText.singleLine(note)) + "\n") }
  }

  /// Breaks a note into lines of at most so many characters where it has spaces; all lines but the
  /// first are indented.
  private static func wrapped(_ note: String, to width: Int = 100) -> String {
    var (text, length) = ("", 0)
    for word in note.split(separator: " ", omittingEmptySubsequences: false) {
      if length > 0, length + 1 + word.count > width {
        text += "\n  "
        length = 2
      } else if length > 0 {
        text += " "
        length += 1
      }
      text += word
      length += word.count
    }
    return text
  }

  /// Returns the width of each column, in characters.
  private static func widths(_ table: Table) -> [Int] {
    var widths = table.header.map(\.count)
    for row in table.rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], cell.readable.count)
      }
    }
    return widths
  }
}
