/// Aligned columns for a terminal; numbers stand to the right.
public enum TextExporter: Exporter {
  public static let name = "text"

  public static func render(_ table: Table) -> String {
    let cells = table.rows.map { $0.map(\.readable) }
    let widths = table.header.indices.map { column in
      cells.reduce(table.header[column].count) { max($0, $1[column].count) }
    }
    let isNumeric = table.header.indices.map { column in
      !table.rows.isEmpty && table.rows.allSatisfy { $0[column].isNumeric }
    }
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
    return ([table.name, "", line(table.header), rule] + cells.map(line)).joined(separator: "\n")
      + "\n"
  }
}
