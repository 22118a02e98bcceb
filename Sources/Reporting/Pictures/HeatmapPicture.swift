internal import Options
internal import Pipeline
internal import Statistics

/// A metric over two axes, as a grid of coloured cells with their numbers.
struct HeatmapPicture: PictureKind {
  static let name = "heatmap"
  static let about = "a metric over two axes, as a grid of colours and numbers"

  private static let rowHeight = 32.0
  /// Cells narrower than this have no number.
  private static let narrowest = 34.0
  private static let barWidth = 12.0

  var metric = MeasuredMetric()
  var rows = ""
  var columns = ""
  var over: String?
  var title: String?

  static let options: [OptionProperty<HeatmapPicture>] = [
    .required("metric", \.metric, .measure, "the metric, as STAGE.METRIC"),
    .required("rows", \.rows, .axis, "the axis whose values are rows"),
    .required("columns", \.columns, .axis, "the axis whose values are columns"),
    .optional("over", \.over, .axis, "the axis whose cells are averaged, such as seed"),
    .optional("title", \.title, .text, "title of the picture (otherwise by its metric and axes)"),
  ]

  /// What stands in one place of the grid.
  private struct Cell {
    let row: Int
    let column: Int
    let summary: SampleSummary?
    /// Why there is no value; nil where the plan has no such cell.
    let reason: String?
  }

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty("heatmap", notes: []) }
    let title = title ?? "\(measure.text) by \(rows) and \(columns)"
    let observations = data.observations(of: measure)
    let cells = self.cells(observations, data)
    let values = cells.compactMap { $0.summary?.mean }
    let notes = MissingNotes.lines(observations, of: measure)
    guard let low = values.min(), let high = values.max() else {
      return .empty(title, notes: notes + ["No cell has a value of \(measure.text)."])
    }
    let silent = data.varyingAxes(of: measure.stage).filter {
      ![rows, columns, over].contains($0)
    }
    let rowNames = data.labels(of: rows)
    var chart = Chart(
      title: title,
      subtitle: [
        PictureWords.axis(measure, data),
        PictureWords.means(
          over: over, silently: silent, counts: cells.compactMap { $0.summary?.count }, .none),
      ].filter { !$0.isEmpty }.joined(separator: "; "),
      x: Axis(columns, .names(data.labels(of: columns)), hasGrid: false),
      y: Axis(rows, .names(rowNames), hasGrid: false))
    chart.height =
      Double(max(1, rowNames.count)) * min(Self.rowHeight, 4000 / Double(rowNames.count))
    chart.rightRoom = 76
    chart.notes = notes + PictureWords.silence(silent)
    chart.alternative =
      "The least is \(NumberText.readable(low)), the greatest \(NumberText.readable(high))"
    chart.marks = { panel in marks(cells, low, high, data, panel) + bar(low, high, panel) }
    return chart
  }

  private func cells(_ observations: [Observation], _ data: PictureData) -> [Cell] {
    let (rowNames, columnNames) = (data.labels(of: rows), data.labels(of: columns))
    return CellGroup.groups(observations, by: [rows, columns], cell: \.cell).flatMap { group in
      // A metric that doesn't vary over an axis stands at each of its values.
      let row = group.key.label(on: rows).flatMap { rowNames.firstIndex(of: $0) }
      let column = group.key.label(on: columns).flatMap { columnNames.firstIndex(of: $0) }
      let reason = group.items.compactMap(\.absence).first?.rawValue ?? "none"
      let summary = SampleSummary(group.items.compactMap(\.value))
      return (row.map { [$0] } ?? Array(rowNames.indices)).flatMap { row in
        (column.map { [$0] } ?? Array(columnNames.indices)).map { column in
          Cell(row: row, column: column, summary: summary, reason: summary == nil ? reason : nil)
        }
      }
    }
  }

  private func marks(
    _ cells: [Cell], _ low: Double, _ high: Double, _ data: PictureData, _ panel: Panel
  ) -> [SVGElement] {
    let width = panel.width / Double(max(1, data.labels(of: columns).count))
    let height = panel.height / Double(max(1, data.labels(of: rows).count))
    return cells.map { cell in
      let x = panel.left + Double(cell.column) * width
      let y = panel.top + Double(cell.row) * height
      let place =
        "\(rows) \(data.labels(of: rows)[cell.row]), "
        + "\(columns) \(data.labels(of: columns)[cell.column])"
      guard let summary = cell.summary else {
        return missing(cell.reason ?? "none", place, x, y, width, height)
      }
      let share = high > low ? (summary.mean - low) / (high - low) : 0.5
      let text = NumberText.readable(summary.mean).replacing("-", with: "−")
      let rectangle = SVGElement(
        "rect",
        [
          "x": (x + 0.5).drawn, "y": (y + 0.5).drawn, "width": max(0.5, width - 1).drawn,
          "height": max(0.5, height - 1).drawn, "fill": ColourRamp.colour(share),
        ])
      let label = label(text, x + width / 2, y + height / 2, width, height) { element in
        element.with("fill", ColourRamp.isDark(share) ? "#ffffff" : "#000000")
      }
      return SVGElement.group(
        [rectangle] + label, tooltip: "\(place): \(text), n = \(summary.count)"
      ).with("data-name", place).with("data-y", text).with("data-n", "\(summary.count)")
    }
  }

  /// Draws a cell without a value: an outline with a stroke across it, and the reason.
  private func missing(
    _ reason: String, _ place: String, _ x: Double, _ y: Double, _ width: Double,
    _ height: Double
  ) -> SVGElement {
    let outline = SVGElement.path(
      "M\((x + 1.5).drawn) \((y + 1.5).drawn)h\((width - 3).drawn)v\((height - 3).drawn)"
        + "h\((3 - width).drawn)ZM\((x + 1.5).drawn) \((y + height - 1.5).drawn)"
        + "l\(min(8, width - 3).drawn) \((-min(8, height - 3)).drawn)"
    ).stroked(.axis, dashes: "3 2")
    let text = label(reason, x + width / 2, y + height / 2, width, height) { $0.filled(.muted) }
    return .group([outline] + text, tooltip: "\(place): \(reason)")
  }

  private func label(
    _ text: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
    _ coloured: (SVGElement) -> SVGElement
  ) -> [SVGElement] {
    let size = 11.0
    guard TextWidth.of(text, size: size) <= width - 4, height >= size + 3 else { return [] }
    let element = SVGElement(
      "text",
      [
        "x": x.drawn, "y": (y + size * 0.35).drawn, "font-size": size.drawn,
        "text-anchor": "middle",
      ], text: text)
    return [coloured(element)]
  }

  /// Draws the colours beside the numbers that they stand for.
  private func bar(_ low: Double, _ high: Double, _ panel: Panel) -> [SVGElement] {
    guard high > low else { return [] }
    let (x, steps) = (panel.right + 12, 32)
    let height = min(panel.height, 160)
    let parts = (0..<steps).map { step in
      let share = 1 - (Double(step) + 0.5) / Double(steps)
      return SVGElement(
        "rect",
        [
          "x": x.drawn, "y": (panel.top + height * Double(step) / Double(steps)).drawn,
          "width": Self.barWidth.drawn, "height": (height / Double(steps) + 0.3).drawn,
          "fill": ColourRamp.colour(share),
        ])
    }
    let middle = low + (high - low) / 2
    let ends = height < 40 ? [(low, 1.0), (high, 0.0)] : [(low, 1.0), (middle, 0.5), (high, 0.0)]
    let texts = ends.map { value, share in
      PictureText.at(
        x + Self.barWidth + 4, panel.top + height * share + (share == 1 ? 0 : share == 0 ? 9 : 4),
        TextWidth.cut(
          NumberText.readable(value).replacing("-", with: "−"), to: 48, size: 10),
        size: 10, .muted)
    }
    return parts + texts
  }
}

/// Colours from dark blue to yellow whose lightness grows evenly, also for people who see fewer
/// colours and in grey; the stops are those of cividis (Nuñez, Anderton and Renslow, 2018).
enum ColourRamp {
  private static let stops: [(red: Double, green: Double, blue: Double)] = [
    (0, 34, 78), (65, 77, 107), (124, 123, 120), (188, 175, 111), (254, 232, 56),
  ]

  /// Returns the colour of a share of the way, as `#rrggbb`.
  static func colour(_ share: Double) -> String {
    let place = min(1, max(0, share)) * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    let (a, b, rest) = (stops[index], stops[index + 1], place - Double(index))
    let parts = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)]
    return "#"
      + parts.map { start, end in
        let value = Int((start + (end - start) * rest).rounded())
        return (value < 16 ? "0" : "") + String(value, radix: 16)
      }.joined()
  }

  /// Whether white is read better on the colour than black.
  static func isDark(_ share: Double) -> Bool { share < 0.45 }
}
