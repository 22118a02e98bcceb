internal import Options
internal import Pipeline
internal import Statistics

/// The differences that a comparison found, with intervals, beside zero.
struct ForestPicture: PictureKind {
  static let name = "forest"
  static let about = "differences from a comparison with 95 % intervals, beside zero and the margin"

  private static let rowHeight = 24.0
  /// The most arms of all cells together that are drawn.
  private static let mostRows = 120

  var stage = StageInput()
  var title: String?

  static let options: [OptionProperty<ForestPicture>] = [
    .required(
      "stage", \.stage, .stage(producing: Comparison.product), "the stage that compares arms"),
    .optional("title", \.title, .text, "title of the picture (otherwise by its stage)"),
  ]

  func chart(_ data: PictureData) -> Chart {
    let stage = data.stage(stage) ?? ""
    let cells = data.plan.stages.filter { $0.name == stage }
    let rows = ForestRows(data).rows(of: cells)
    guard let first = cells.first, !rows.isEmpty else {
      return .empty(title ?? stage, notes: ["\(stage) has no arm beside the baseline."])
    }
    let comparison = Comparison(reading: first.options)
    let shown = Array(rows.prefix(Self.mostRows))
    let title =
      title ?? "\(stage): \(comparison.measure.name) against \(comparison.baseline)"
    var chart = Chart(
      title: title, subtitle: subtitle(comparison, shown),
      x: Axis(axisTitle(comparison, data), scale(shown, comparison)),
      y: Axis("", .names(shown.map(\.name)), hasGrid: false))
    chart.height = Double(shown.count) * Self.rowHeight + 8
    chart.aside = shown.map(\.text)
    chart.legend = legend(shown)
    chart.notes = notes(rows)
    chart.alternative = shown.prefix(20).map { "\($0.name): \($0.text)" }.joined(separator: "; ")
    chart.marks = { panel in marks(shown, comparison, panel) }
    return chart
  }

  /// Draws every stage that compares.
  static func usual(in plan: Plan) -> [PlannedPicture] {
    var seen: Set<String> = []
    return plan.stages.filter { stage in
      stage.declaration.produces == Comparison.product && seen.insert(stage.name).inserted
    }.map { planned($0.name, [:], stages: ["stage": $0.name]) }
  }

  private func subtitle(_ comparison: Comparison, _ rows: [ForestRow]) -> String {
    let pairs = rows.filter { $0.difference != nil }.map(\.pairs)
    guard let least = pairs.min(), let most = pairs.max() else { return "" }
    let count = least == most ? "\(least) pairs" : "\(least) to \(most) pairs"
    let margin = comparison.margin.map {
      "; grey: within the margin of ±\(NumberText.readable($0))"
    }
    return "mean difference of \(count) and its 95 % interval" + (margin ?? "")
  }

  private func axisTitle(_ comparison: Comparison, _ data: PictureData) -> String {
    let measure = Measure(stage: "", metric: comparison.measure.name)
    let unit = data.declaration(of: measure)?.unit.map { " (\($0))" } ?? ""
    let direction =
      switch comparison.preference {
      case .higher: ", right is better"
      case .lower: ", left is better"
      case .neither: ""
      }
    return "difference in \(measure.metric)\(unit) from \(comparison.baseline)\(direction)"
  }

  private func scale(_ rows: [ForestRow], _ comparison: Comparison) -> AxisScale {
    let ends = rows.flatMap { row in
      [row.difference, row.interval?.low, row.interval?.high].compactMap { $0 }
    }
    let margin = comparison.margin.map { [-$0, $0] } ?? []
    return AxisScale(ends, covering: [0] + margin)
  }

  private func notes(_ rows: [ForestRow]) -> [String] {
    let few = rows.filter { $0.difference != nil && $0.pairs < ArmMetrics.fewestPairs }
    let more = rows.count - Self.mostRows
    return [
      few.isEmpty
        ? nil
        : "Below \(ArmMetrics.fewestPairs) pairs no interval is shown, and nothing is judged.",
      more > 0 ? "\(more) further arms are not drawn; the stage's table has them." : nil,
    ].compactMap { $0 }
  }
}

// MARK: - Marks

extension ForestPicture {
  /// The look of a verdict, in the order of the legend.
  private static let looks: [(verdict: Verdict, style: SeriesStyle)] = [
    (.better, style(.series[2], .triangle)), (.worse, style(.series[1], .inverted)),
    (.higher, style(.series[3], .triangle)), (.lower, style(.series[4], .inverted)),
    (.equivalent, style(.series[0], .square)), (.undecided, style(.series[6], .circle)),
    (.same, style(.series[5], .diamond)), (.differs, style(.series[3], .cross)),
  ]

  private static func style(_ paint: Paint, _ marker: Marker) -> SeriesStyle {
    SeriesStyle(paint: paint, marker: marker, dashes: nil)
  }

  private func legend(_ rows: [ForestRow]) -> [Legend.Entry] {
    Self.looks.filter { look in rows.contains { $0.verdict == look.verdict } }.map { look in
      Legend.Entry(
        name: look.verdict.rawValue, style: look.style, hasLine: false, hasPoints: true)
    }
  }

  private func marks(
    _ rows: [ForestRow], _ comparison: Comparison, _ panel: Panel
  ) -> [SVGElement] {
    var drawn: [SVGElement] = []
    if let margin = comparison.margin {
      let (low, high) = (panel.x(-margin), panel.x(margin))
      drawn.append(.rectangle(low, panel.top, high - low, panel.height, .zone))
    }
    let zero = panel.x(0)
    drawn.append(.line(zero, panel.top, zero, panel.bottom, .ink, width: 1.2))
    return drawn + rows.enumerated().compactMap { mark($1, at: Double($0), panel) }
  }

  private func mark(_ row: ForestRow, at index: Double, _ panel: Panel) -> SVGElement? {
    guard let difference = row.difference, difference.isDrawable else { return nil }
    let look = Self.looks.first { $0.verdict == row.verdict } ?? Self.looks[5]
    let y = panel.y(index)
    var drawn: [SVGElement] = []
    if let interval = row.interval {
      let (low, high) = (panel.x(interval.low), panel.x(interval.high))
      drawn.append(
        .path(
          "M\(low.drawn) \((y - 4).drawn)v8m0-4H\(high.drawn)m0-4v8"
        ).stroked(look.style.paint, width: 1.6))
    }
    drawn.append(
      look.style.marker.drawn(
        panel.x(difference), y, look.style.paint, radius: 5, isHollow: row.interval == nil))
    return SVGElement.group(drawn, tooltip: "\(row.name): \(row.text); \(row.pairs) pairs")
      .with("data-name", row.name).with("data-x", NumberText.exact(difference))
      .with("data-n", "\(row.pairs)")
  }
}
