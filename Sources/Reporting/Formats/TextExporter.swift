/// Writes aligned columns for a terminal, with numbers aligned to the right.
///
/// A star follows the best values of columns that mark them.
public enum TextExporter: Exporter {
  public static let name = "text"
  /// The longest line of a note, in characters.
  private static let noteWidth = 100

  public static func write(_ table: Table, to sink: (String) throws -> Void) rethrows {
    let shown = ShownTable(table)
    let widths = table.shownWidths
    func line(_ texts: [String]) -> String {
      let padded = texts.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return shown.isNumeric[column] ? space + text : text + space
      }
      let joined = padded.joined(separator: "  ")
      let end = joined.utf8.lastIndex { $0 != UInt8(ascii: " ") }
      return end.map { String(joined.utf8[...$0]) ?? joined } ?? ""
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    try sink("\(table.name)\n\n")
    if let caption = shown.caption { try sink(wrapped(NumberText.singleLine(caption)) + "\n\n") }
    try sink("\(line(shown.headings))\n\(rule)\n")
    for row in 0..<shown.count { try sink(line(shown.texts(row)) + "\n") }
    let notes = shown.markedFootnotes + (shown.unusualSpread.map { [$0] } ?? []) + shown.notes
    if !notes.isEmpty { try sink("\n") }
    for note in notes { try sink(wrapped(NumberText.singleLine(note)) + "\n") }
  }

  /// Breaks a note into lines where it has spaces; all lines but the first are indented.
  private static func wrapped(_ note: String) -> String {
    var (text, length) = ("", 0)
    for word in note.split(separator: " ", omittingEmptySubsequences: false) {
      if length > 0, length + 1 + word.count > noteWidth {
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
}

extension ShownTable {
  /// Letters that mark footnotes, raised.
  private static let marks = Array("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ").map(String.init)

  private static func mark(_ number: Int) -> String {
    String(repeating: marks[number % marks.count], count: number / marks.count + 1)
  }

  /// The heading of each column, with the marks of footnotes.
  var headings: [String] { header.map(Self.text) }

  /// Returns the texts of a row, with marks of footnotes; best values end with a star, and the
  /// others of their columns with a space, so that they stay aligned.
  func texts(_ row: Int) -> [String] {
    self[row].enumerated().map { column, cell in
      Self.text(cell) + (marksBest[column] && isNumeric[column] ? (cell.isBest ? "*" : " ") : "")
    }
  }

  /// Returns the texts of a row with the marks of footnotes alone.
  func labels(_ row: Int) -> [String] { self[row].map(Self.text) }

  private static func text(_ cell: Cell) -> String {
    cell.text + (cell.footnote.map(mark) ?? "")
  }

  /// The footnotes with their marks.
  var markedFootnotes: [String] {
    footnotes.enumerated().map { "\(Self.mark($0.offset)) \($0.element)" }
  }
}

extension Table {
  /// The width of each column as text, in characters.
  var shownWidths: [Int] {
    let shown = ShownTable(self)
    var widths = shown.headings.map(\.count)
    for row in 0..<shown.count {
      for (column, text) in shown.texts(row).enumerated() {
        widths[column] = max(widths[column], text.count)
      }
    }
    return widths
  }
}
