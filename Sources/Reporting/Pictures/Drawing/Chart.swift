/// What a picture shows, before it is laid out: texts, axes, a legend and marks.
struct Chart {
  var title: String
  /// What the marks stand for and how many values they are made of; may be long.
  var subtitle = ""
  var x: Axis
  var y: Axis
  /// Height of the panel with the data.
  var height = 300.0
  var legend: [Legend.Entry] = []
  /// Texts right of the panel, by the index of a name of the vertical axis.
  var aside: [String] = []
  /// Room right of the panel for marks, at least.
  var rightRoom = 0.0
  /// Whether the panel has axes.
  var hasAxes = true
  /// What isn't shown, and why; one line each.
  var notes: [String] = []
  /// What the picture says, for those who can't see it.
  var alternative = ""
  /// Whether there is nothing to draw, which `notes` explain.
  var isEmpty = false
  var marks: (Panel) -> [SVGElement] = { _ in [] }

  /// Makes a picture that says that there is nothing to show.
  static func empty(_ title: String, notes: [String]) -> Chart {
    let nothing = Axis("", .names([]))
    return Chart(title: title, x: nothing, y: nothing, height: 60, notes: notes, isEmpty: true)
  }
}

/// Lays a chart out and writes it as SVG.
struct ChartDrawing {
  private static let width = 720.0
  private static let margin = 16.0
  /// The most notes that are written; of more it is said how many there are.
  private static let mostNotes = 12

  private let chart: Chart
  private let name: String
  private let source: String

  /// - Parameters:
  ///   - name: The picture's name, which makes its ids unique on a page.
  ///   - source: Where the data come from, for the line at the foot.
  init(_ chart: Chart, name: String, source: String) {
    (self.chart, self.name, self.source) = (chart, name, source)
  }

  /// The picture as the text of an SVG file.
  var text: String {
    var (body, y) = head()
    let axes = AxisDrawing(x: chart.x, y: chart.y)
    if chart.isEmpty {
      body.append(
        PictureText.at(
          Self.width / 2, y + 36, "nothing to show", size: 14, .muted, anchor: .middle))
      y += chart.height
    } else {
      let panel = panel(axes, top: y)
      body += axes.grid(panel) + chart.marks(panel)
      if chart.hasAxes { body += axes.frame(panel) + aside(panel) }
      y = panel.bottom + (chart.hasAxes ? axes.bottomRoom(width: panel.width) : 0) + 8
    }
    y += foot(&body, y)
    return document(body, height: y)
  }

  private var inner: Double { Self.width - 2 * Self.margin }

  private func head() -> ([SVGElement], Double) {
    var (drawn, y): ([SVGElement], Double) = ([], Self.margin)
    let title = TextWidth.lines(chart.title, width: inner, size: 15, atMost: 2, isBold: true)
    for line in title {
      drawn.append(PictureText.at(Self.margin, y + 12, line, size: 15, isBold: true))
      y += 19
    }
    for line in TextWidth.lines(chart.subtitle, width: inner, size: 12, atMost: 3) {
      drawn.append(PictureText.at(Self.margin, y + 11, line, size: 12, .muted))
      y += 16
    }
    y += 6
    let legend = Legend(chart.legend, width: inner)
    drawn += legend.drawn(left: Self.margin, top: y)
    y += legend.height
    if !chart.y.title.isEmpty {
      let title = TextWidth.cut(chart.y.title, to: inner, size: 12)
      drawn.append(PictureText.at(Self.margin, y + 11, title, size: 12))
      y += 18
    }
    return (drawn, y + 6)
  }

  private func panel(_ axes: AxisDrawing, top: Double) -> Panel {
    let left = Self.margin + axes.leftRoom
    return Panel(
      left: left, top: top, width: Self.width - Self.margin - asideWidth - left - 8,
      height: chart.height, xScale: chart.x.scale, yScale: chart.y.scale)
  }

  private var asideWidth: Double {
    let widest = chart.aside.map { TextWidth.of($0, size: AxisDrawing.size) }.max() ?? 0
    return chart.aside.isEmpty ? chart.rightRoom : min(widest + 12, inner * 0.42)
  }

  private func aside(_ panel: Panel) -> [SVGElement] {
    chart.aside.enumerated().map { index, text in
      let shown = TextWidth.cut(text, to: asideWidth - 12, size: AxisDrawing.size)
      let y = panel.y(Double(index)) + AxisDrawing.size * 0.35
      return PictureText.at(panel.right + 12, y, shown, size: AxisDrawing.size)
    }
  }

  /// Draws notes and the source below the panel.
  ///
  /// - Returns: The height that they take.
  private func foot(_ drawn: inout [SVGElement], _ top: Double) -> Double {
    var y = top
    var notes = Array(chart.notes.prefix(Self.mostNotes))
    let more = chart.notes.count - notes.count
    if more > 0 { notes.append("… and \(more) more such lines") }
    for note in notes {
      for line in TextWidth.lines(note, width: inner, size: 11, atMost: 3) {
        drawn.append(PictureText.at(Self.margin, y + 10, line, size: 11, .muted))
        y += 15
      }
    }
    let line = TextWidth.cut(source, to: inner, size: 10)
    drawn.append(PictureText.at(Self.margin, y + 14, line, size: 10, .muted))
    return y + 14 + 12 - top
  }

  private func document(_ body: [SVGElement], height: Double) -> String {
    let (titleID, textID) = ("bl-\(name)-title", "bl-\(name)-text")
    let alternative = ([chart.subtitle, chart.alternative] + chart.notes)
      .filter { !$0.isEmpty }.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
    let root = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": Self.width.drawn, "height": height.drawn,
        "viewBox": "0 0 \(Self.width.drawn) \(height.drawn)", "role": "img",
        "aria-labelledby": "\(titleID) \(textID)", "font-family": PictureText.families,
      ],
      [
        SVGElement("title", ["id": titleID], text: chart.title),
        SVGElement("desc", ["id": textID], text: alternative.isEmpty ? chart.title : alternative),
        SVGElement("style", text: Paint.styleSheet),
        .rectangle(0, 0, Self.width, height, .ground),
      ] + body)
    var text = ""
    root.write(to: &text)
    return text
  }
}
