extension Table {
  /// The least width of a column of text and of a header, in characters.
  private static let narrowest = 8
  /// Number of spaces between two columns.
  private static let gap = 2

  /// Cuts texts so that the table, as text, is at most `width` characters wide where possible.
  ///
  /// The widest columns of text are cut first, then headers; numbers are never cut.
  public func fitted(to width: Int) -> Table {
    var widths = header.map { _ in 0 }
    for row in rows {
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], cell.readable.count)
      }
    }
    let isText = numericColumns.map { !$0 }
    let floors = zip(widths, isText).map { $1 ? Self.narrowest : max($0, Self.narrowest) }
    widths = zip(widths, header).map { max($0, $1.count) }
    let gaps = Self.gap * max(0, widths.count - 1)
    for isMeant in [isText, isText.map { !$0 }] {
      let columns = widths.indices.filter { isMeant[$0] }
      while widths.reduce(gaps, +) > width,
        let widest = columns.filter({ widths[$0] > floors[$0] }).max(by: { widths[$0] < widths[$1] }
        )
      {
        widths[widest] -= 1
      }
    }
    return Table(
      name: Self.cut(name, to: max(width, Self.narrowest)),
      header: zip(header, widths).map { Self.cut($0, to: $1) },
      rows: rows.map { row in
        zip(row, widths).map { cell, width in
          cell.isNumeric ? cell : .text(Self.cut(cell.readable, to: width))
        }
      })
  }

  private static func cut(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
