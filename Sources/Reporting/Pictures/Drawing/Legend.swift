/// The names of series beside samples of their marks, in rows.
struct Legend {
  struct Entry {
    let name: String
    let style: SeriesStyle
    /// Whether the series has a line.
    let hasLine: Bool
    /// Whether the series has points.
    let hasPoints: Bool
  }

  private static let size = 12.0
  private static let rowHeight = 18.0
  private static let sample = 30.0
  private static let longest = 200.0

  private struct Item {
    let entry: Entry
    let name: String
    let x: Double
    let row: Int
  }

  private let items: [Item]

  /// Lays entries out in rows of a width.
  init(_ entries: [Entry], width: Double) {
    var (items, x, row): ([Item], Double, Int) = ([], 0, 0)
    for entry in entries {
      let name = TextWidth.cut(entry.name, to: Self.longest, size: Self.size)
      let needed = Self.sample + TextWidth.of(name, size: Self.size) + 16
      if x > 0, x + needed > width { (x, row) = (0, row + 1) }
      items.append(Item(entry: entry, name: name, x: x, row: row))
      x += needed
    }
    self.items = items
  }

  var height: Double { items.last.map { Double($0.row + 1) * Self.rowHeight + 4 } ?? 0 }

  func drawn(left: Double, top: Double) -> [SVGElement] {
    items.flatMap { item -> [SVGElement] in
      let (x, y) = (left + item.x, top + Double(item.row) * Self.rowHeight + 9)
      let style = item.entry.style
      var marks: [SVGElement] = []
      if item.entry.hasLine {
        marks.append(.line(x, y, x + 24, y, style.paint, width: 2, dashes: style.dashes))
      }
      if item.entry.hasPoints { marks.append(style.marker.drawn(x + 12, y, style.paint)) }
      let name = PictureText.at(x + Self.sample, y + 4, item.name, size: Self.size)
      return [
        .group(marks + [name], tooltip: item.name == item.entry.name ? nil : item.entry.name)
      ]
    }
  }
}
