internal import Options
internal import Pipeline
internal import Serialization

/// A table of a report as HTML, each number with a link to the stages that made it.
struct ReportTable {
  private let table: Table
  private let shown: ShownTable
  /// Anchors of stages by their names with cells.
  private let anchors: [StageID: String]
  private let axes: Set<String>

  init(_ table: Table, axes: [SweepAxis], anchors: [StageID: String]) {
    self.table = table.withoutDetails
    shown = ShownTable(table)
    self.anchors = anchors
    self.axes = Set(axes.map(\.name))
  }

  func write(to sink: (String) throws -> Void) rethrows {
    let name = HTMLText.escaped(shown.name)
    try sink("<section class=\"table\"><h3 id=\"table-\(name)\">\(name)</h3>\n")
    try sink(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table-\(name)\">")
    try sink("<table>")
    if let caption = shown.caption { try sink(HTMLText.element("caption", caption)) }
    try sink("<thead><tr>\(shown.header.indices.map(heading).joined())</tr></thead>\n<tbody>\n")
    for row in 0..<shown.count { try sink(line(row)) }
    try sink("</tbody></table></div>\n")
    let spread = shown.spreadNote.map { [$0] } ?? []
    // Verdicts stand above all tables.
    let own = shown.notes.filter { !table.isComparison || !table.notes.contains($0) }
    let notes = shown.markedFootnotes + spread + own
    for note in notes { try sink(HTMLText.element("p", note, "class=\"note\"") + "\n") }
    try sink("</section>\n")
  }

  private func heading(_ column: Int) -> String {
    let side = shown.isNumeric[column] ? " class=\"number\"" : ""
    return "<th scope=\"col\"\(side)>\(HTMLText.escaped(shown.headings[column]))</th>"
  }

  private func line(_ row: Int) -> String {
    let cells = shown[row]
    let labels = shown.labels(row)
    let coordinates = table.header.prefix(table.keyColumns).enumerated().compactMap { index, axis in
      axes.contains(axis) ? (axis, Value.text(cells[index].text)) : nil
    }
    let cell = Value.map(Dictionary(coordinates, uniquingKeysWith: { first, _ in first }))
    let parts = cells.indices.map { column in
      self.cell(labels[column], cells[column], row, column)
    }
    return "<tr data-cell=\"\(HTMLText.escaped(cell.canonicalJSON))\">\(parts.joined())</tr>\n"
  }

  private func cell(_ label: String, _ cell: ShownTable.Cell, _ row: Int, _ column: Int) -> String {
    if column < table.keyColumns, !label.isEmpty {
      return HTMLText.element("th", label, "scope=\"row\"")
    }
    let text = cell.isBest ? "<strong>\(HTMLText.escaped(label))</strong>" : HTMLText.escaped(label)
    let side = shown.isNumeric[column] ? " class=\"number\"" : ""
    let number = shown.number(row, column).map { " data-value=\"\(NumberText.exact($0))\"" } ?? ""
    return "<td\(side)\(number)>\(link(text, row, column))</td>"
  }

  /// Returns the text with a link to the stages that its number comes from.
  private func link(_ text: String, _ row: Int, _ column: Int) -> String {
    guard !text.isEmpty, row < table.origins.count, column < table.origins[row].count else {
      return text
    }
    let targets = table.origins[row][column].compactMap { anchors[$0] }
    guard let first = targets.first else { return text }
    let others = targets.count > 1 ? " data-stages=\"\(targets.joined(separator: " "))\"" : ""
    return "<a href=\"#\(first)\"\(others)>\(text)</a>"
  }
}
