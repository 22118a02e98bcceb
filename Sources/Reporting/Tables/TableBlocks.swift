extension Table {
  /// The most that the columns which say what a row is may take of the width.
  private static let shareOfKeys = 0.5

  /// Splits the table into blocks of columns that are, as text, at most `width` characters wide
  /// where possible.
  ///
  /// Each block begins with the columns that say what a row is, of which long texts are cut. The
  /// notes stand below the last block.
  public func blocks(ofWidth width: Int) -> [Table] {
    let whole = withoutDetails
    let widths = whole.shownWidths
    let gap = 2
    if widths.reduce(0, +) + gap * max(0, widths.count - 1) <= width { return [whole] }
    let keys = Array(0..<whole.keyColumns)
    let most = max(8, Int(Double(width) * Self.shareOfKeys) / max(1, keys.count) - gap)
    let taken = keys.reduce(0) { $0 + min(widths[$1], most) + gap }
    var groups: [[Int]] = []
    var used = 0
    for column in whole.header.indices.dropFirst(keys.count) {
      let more = widths[column] + gap
      if groups.isEmpty || taken + used + more > width + gap {
        groups.append([])
        used = 0
      }
      groups[groups.count - 1].append(column)
      used += more
    }
    if groups.isEmpty { groups = [[]] }
    let cut = whole.cuttingKeys(to: most)
    return groups.enumerated().map { index, group in
      var block = cut.keeping(columns: keys + group)
      if index > 0 { (block.name, block.caption) = ("\(name), continued", nil) }
      if index + 1 < groups.count { (block.footnotes, block.notes) = ([], []) }
      return block
    }
  }

  /// Cuts texts and headings of the columns that say what a row is.
  private func cuttingKeys(to width: Int) -> Table {
    let keys = 0..<keyColumns
    var table = self
    table.rows = TableRows(
      rows.map { row in
        row.enumerated().map { index, cell in
          guard keys.contains(index), case .text(let text) = cell, text.count > width else {
            return cell
          }
          return .text(text.prefix(width - 1) + "…")
        }
      })
    for index in keys where header[index].count > width {
      table.columns[index].label = header[index].prefix(width - 1) + "…"
    }
    return table
  }
}
