internal import Options
internal import Pipeline

/// What ran when in the last run, in lanes beside each other.
struct TimelinePicture: PictureKind {
  static let name = "timeline"
  static let about = "what ran when in the last run, each stage in a lane of its own worker"

  private static let laneHeight = 22.0
  /// The most stages that are drawn, the longest ones.
  private static let most = 2000
  private static let mostLanes = 64

  var title: String?

  static let options: [OptionProperty<TimelinePicture>] = [
    .optional("title", \.title, .text, "title of the picture")
  ]

  /// A stage in its lane.
  private struct Bar {
    let span: RunSpan
    let lane: Int

    var name: String {
      span.stage
        + (span.cell.isEmpty
          ? "" : "[\(span.cell.map { "\($0.axis)=\($0.label)" }.joined(separator: ","))]")
    }
  }

  func chart(_ data: PictureData) -> Chart {
    let title = title ?? "What ran when in the last run"
    let bars = Self.bars(data.spans)
    guard let end = bars.map(\.span.end).max() else {
      return .empty(title, notes: ["The last run of this experiment ran no stage."])
    }
    let unit = Self.unit(end)
    let lanes = (bars.map(\.lane).max() ?? 0) + 1
    var stages: [String] = []
    for bar in bars where !stages.contains(bar.span.stage) { stages.append(bar.span.stage) }
    var chart = Chart(
      title: title,
      subtitle: "\(bars.count) stages; one lane for each that ran beside others",
      x: Axis(
        "\(unit.name) since the first stage began", .linear(low: 0, high: end / unit.seconds)),
      y: Axis("lane", .names((1...lanes).map(String.init)), hasGrid: false))
    chart.height = Double(lanes) * Self.laneHeight + 4
    chart.legend = stages.enumerated().map { index, stage in
      Legend.Entry(name: stage, style: SeriesStyle(index), hasLine: false, hasPoints: true)
    }
    let failed = bars.filter { $0.span.status == "failed" }.map(\.name)
    chart.notes =
      (data.spans.count > bars.count
        ? ["\(data.spans.count - bars.count) shorter stages are not drawn."] : [])
      + (failed.isEmpty ? [] : ["failed: \(failed.prefix(4).joined(separator: "; "))"])
    chart.alternative = stages.prefix(12).map { stage in
      let total = bars.filter { $0.span.stage == stage }.reduce(0) {
        $0 + $1.span.end - $1.span.start
      }
      return "\(stage): \(NumberText.fixed(total, decimals: 1)) s"
    }.joined(separator: "; ")
    chart.marks = { panel in
      bars.map { Self.mark($0, stages.firstIndex(of: $0.span.stage) ?? 0, unit.seconds, panel) }
    }
    return chart
  }

  private static func unit(_ end: Double) -> (name: String, seconds: Double) {
    if end < 300 { return ("seconds", 1) }
    return end < 4 * 3600 ? ("minutes", 60) : ("hours", 3600)
  }

  /// Puts each stage into the first lane that is free when it begins.
  ///
  /// Times are known to the second, so a stage may begin in a lane whose last one ended less than a
  /// second later.
  private static func bars(_ spans: [RunSpan]) -> [Bar] {
    let longest = spans.filter { $0.end.isDrawable && $0.start.isDrawable && $0.end >= $0.start }
      .sorted { $0.end - $0.start > $1.end - $1.start }.prefix(most)
    let order = longest.sorted { a, b in
      a.start != b.start ? a.start < b.start : a.end != b.end ? a.end < b.end : a.stage < b.stage
    }
    var ends: [Double] = []
    return order.map { span in
      let free = ends.firstIndex { $0 <= span.start + 1 } ?? min(ends.count, mostLanes - 1)
      if free == ends.count { ends.append(span.end) }
      ends[free] = max(ends[free], span.end)
      return Bar(span: span, lane: free)
    }
  }

  private static func mark(
    _ bar: Bar, _ number: Int, _ seconds: Double, _ panel: Panel
  ) -> SVGElement {
    let style = SeriesStyle(number)
    let (left, right) = (panel.x(bar.span.start / seconds), panel.x(bar.span.end / seconds))
    let (middle, height) = (panel.y(Double(bar.lane)), laneHeight - 4)
    let width = max(0.8, right - left)
    var drawn = [
      SVGElement.rectangle(left, middle - height / 2, width, height, style.paint)
        .with("fill-opacity", "0.35"),
      SVGElement.path(
        "M\(left.drawn) \((middle - height / 2).drawn)v\(height.drawn)"
      ).stroked(style.paint, width: 1.5),
    ]
    if width > 14 { drawn.append(style.marker.drawn(left + 8, middle, style.paint, radius: 3.5)) }
    if bar.span.status == "failed" {
      drawn.append(Marker.cross.drawn(left + width, middle, .ink, radius: 5))
    }
    let text = bar.name
    if TextWidth.of(text, size: 10) < width - 20 {
      drawn.append(PictureText.at(left + 15, middle + 3.5, text, size: 10))
    } else if TextWidth.of(bar.span.stage, size: 10) < width - 20 {
      drawn.append(PictureText.at(left + 15, middle + 3.5, bar.span.stage, size: 10))
    }
    let length = NumberText.fixed(bar.span.end - bar.span.start, decimals: 1)
    return SVGElement.group(drawn, tooltip: "\(text): \(length) s, \(bar.span.status)")
      .with("data-name", text)
  }
}
