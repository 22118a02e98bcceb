internal import Options
internal import Pipeline
internal import Statistics

/// A metric against a cost, such as parameters, with the Pareto front.
struct TradeoffPicture: PictureKind {
  static let name = "tradeoff"
  static let about = "a metric against what it costs, such as parameters, with the Pareto front"

  /// Costs that differ by more than this factor are laid out by their logarithms, unless the scale
  /// is given.
  private static let wide = 30.0
  /// So many points have their names beside them rather than in a legend.
  private static let mostNamed = 8

  var metric = MeasuredMetric()
  var against = MeasuredMetric()
  var points: OneOrMore?
  var over: String?
  var band = BandKind.interval
  var scale: NumberScale?
  var title: String?

  static let options: [OptionProperty<TradeoffPicture>] = [
    .required("metric", \.metric, .measure, "the metric, as STAGE.METRIC"),
    .required(
      "against", \.against, .measure,
      "the cost, as STAGE.METRIC: parameters, seconds, tokens_per_second, bytes"),
    .optional(
      "points", \.points, .oneOrMore(.axis),
      "the axis or the axes whose values have a point each (otherwise all but `over`)"),
    .optional("over", \.over, .axis, "the axis whose cells are averaged, such as seed"),
    .option(
      "band", \.band, .choice,
      "spread that is shown around a mean: the 95 % t-interval from three values on, or the range"),
    .optional(
      "scale", \.scale, .choice,
      "scale of the costs (otherwise log where they differ by more than a factor of 30)"),
    .optional("title", \.title, .text, "title of the picture (otherwise by its metrics)"),
  ]

  func chart(_ data: PictureData) -> Chart {
    guard let worth = data.measure(metric), let cost = data.measure(against) else {
      return .empty("tradeoff", notes: [])
    }
    let title = title ?? "\(worth.text) against \(cost.text)"
    let axes = points?.all ?? data.varyingAxes(of: worth.stage).filter { $0 != over }
    let (worths, costs) = (data.observations(of: worth), data.observations(of: cost))
    let shown = self.shown(worths, costs, axes)
    let notes = MissingNotes.lines(worths, of: worth) + MissingNotes.lines(costs, of: cost)
    guard !shown.isEmpty else {
      return .empty(title, notes: notes + ["No cell has both metrics."])
    }
    let xs = shown.map(\.x)
    let isLogarithmic =
      xs.allSatisfy { $0 > 0 }
      && (scale.map { $0 == .log } ?? ((xs.max() ?? 1) / (xs.min() ?? 1) > Self.wide))
    let ends = shown.flatMap { point in
      [point.y.mean] + (band.bounds(point.y).map { [$0.low, $0.high] } ?? [])
    }
    var chart = Chart(
      title: title,
      x: Axis(
        PictureWords.axis(cost, data), AxisScale(xs, isLogarithmic: isLogarithmic)),
      y: Axis(PictureWords.axis(worth, data), AxisScale(ends)))
    let front = front(shown, data.declaration(of: worth), data.declaration(of: cost))
    describe(shown, axes, front, data, worth, &chart)
    chart.notes =
      notes + chart.notes
      + (scale == .log && !isLogarithmic ? ["Costs of zero have no logarithm."] : [])
    let isNamed = axes.count == 1 && shown.count <= Self.mostNamed
    chart.marks = { marks(shown, front, isNamed: isNamed, $0) }
    return chart
  }

  private func describe(
    _ shown: [Point], _ axes: [String], _ front: [Int]?, _ data: PictureData, _ worth: Measure,
    _ chart: inout Chart
  ) {
    let silent = data.varyingAxes(of: worth.stage).filter { $0 != over && !axes.contains($0) }
    let counts = shown.map(\.y.count)
    let means = PictureWords.means(over: over, silently: silent, counts: counts, band)
    let frontText = front == nil ? "" : "dashed line: Pareto front"
    chart.subtitle = [means, frontText].filter { !$0.isEmpty }.joined(separator: "; ")
    chart.notes = PictureWords.fewness(counts, band) + PictureWords.silence(silent)
    chart.alternative = (front ?? []).prefix(12).map { index in
      "\(shown[index].name) is on the front with \(NumberText.readable(shown[index].y.mean)) at "
        + NumberText.readable(shown[index].x)
    }.joined(separator: "; ")
    if axes.count == 1 && shown.count <= Self.mostNamed { return }
    var seen: Set<Int> = []
    chart.legend = shown.filter { seen.insert($0.series).inserted }.map { point in
      Legend.Entry(
        name: point.seriesName, style: SeriesStyle(point.series), hasLine: false, hasPoints: true)
    }
  }

  /// Returns the indices of the points on the front; nil where neither direction of the metric is
  /// the better one.
  private func front(
    _ shown: [Point], _ worth: MetricDeclaration?, _ cost: MetricDeclaration?
  ) -> [Int]? {
    guard let better = worth?.better, better != .neither else { return nil }
    return ParetoFront.indices(
      shown.map { point in
        (
          cost: cost?.better == .higher ? -point.x : point.x,
          worth: better == .higher ? point.y.mean : -point.y.mean
        )
      })
  }
}

// MARK: - Without asking

extension TradeoffPicture {
  /// Draws each score of a table against the parameters in another of its columns, those of the
  /// same stage where the table has them.
  static func usual(in plan: Plan) -> [PlannedPicture] {
    let scoring = Set(plan.stages.filter { $0.declaration.produces == "scores" }.map(\.name))
    return plan.tables.flatMap { table -> [PlannedPicture] in
      let measures = table.columns.compactMap { column in
        Measure(column, owner: table.stages[column], in: plan)
      }
      let costs = measures.filter { $0.metric == MetricDeclaration.parameters.name }
      return measures.filter { scoring.contains($0.stage) && $0.hasDirection }
        .compactMap { worth in
          let cost = costs.first { $0.stage == worth.stage } ?? costs.first
          return cost.map { picture(of: worth, $0, in: table, plan) }
        }
    }
  }

  private static func picture(
    of worth: Measure, _ cost: Measure, in table: PlannedTable, _ plan: Plan
  ) -> PlannedPicture {
    var options: [String: Value] = [
      "metric": .text(worth.metric), "against": .text(cost.metric),
    ]
    let over = table.over ?? Repetition.axis(of: worth.stage, in: plan)
    if let over { options["over"] = .text(over) }
    // A name is that of a file, too.
    let name = "\(table.name)-\(worth.text)".replacing("/", with: "_")
    return planned(name, options, stages: ["metric": worth.stage, "against": cost.stage])
  }
}

// MARK: - Points

extension TradeoffPicture {
  /// A point for all cells that agree on the points' axes.
  struct Point {
    let name: String
    /// Number and name of the series, which the first axis decides.
    let series: Int
    let seriesName: String
    /// The name without the series.
    let detail: String
    let x: Double
    let y: SampleSummary
  }

  fileprivate func shown(
    _ worths: [Observation], _ costs: [Observation], _ axes: [String]
  ) -> [Point] {
    let byCost = CellGroup.groups(costs, by: axes, cell: \.cell)
    var series: [String] = []
    return CellGroup.groups(worths, by: axes, cell: \.cell).compactMap { group in
      let same = byCost.first { $0.key.allSatisfy(group.key.contains) }
      guard let x = SampleSummary((same?.items ?? []).compactMap(\.value)),
        let y = SampleSummary(group.items.compactMap(\.value))
      else { return nil }
      let first = CellGroup<Int>(key: Array(group.key.prefix(1)), items: []).name
      if !series.contains(first) { series.append(first) }
      return Point(
        name: group.name.isEmpty ? "all cells" : group.name,
        series: series.firstIndex(of: first) ?? 0, seriesName: first,
        detail: CellGroup<Int>(key: Array(group.key.dropFirst()), items: []).name,
        x: x.mean, y: y)
    }
  }

  fileprivate func marks(
    _ shown: [Point], _ front: [Int]?, isNamed: Bool, _ panel: Panel
  ) -> [SVGElement] {
    var labels = LabelPlacement(panel)
    let xs = Self.apart(shown.map { panel.x($0.x) })
    for (point, x) in zip(shown, xs) { labels.block(x, panel.y(point.y.mean), radius: 5) }
    let points = zip(shown, xs).map { point, x in
      let style = SeriesStyle(point.series)
      let y = panel.y(point.y.mean)
      let bounds = band.bounds(point.y)
      let bar = bounds.map { panel.errorBar(at: x, $0.low, $0.high, style.paint) } ?? []
      let text = isNamed ? point.name : point.detail
      let label = text.isEmpty ? [] : labels.label(text, x, y, isNeeded: isNamed)
      let spread = bounds.flatMap { NumberText.interval($0.low, $0.high) }.map { " \($0)" } ?? ""
      return SVGElement.group(
        bar + [style.marker.drawn(x, y, style.paint, radius: 5)] + label,
        tooltip: "\(point.name): \(NumberText.readable(point.y.mean))\(spread) at "
          + "\(NumberText.readable(point.x)), n = \(point.y.count)"
      ).with("data-name", point.name).with("data-x", NumberText.exact(point.x))
        .with("data-y", NumberText.readable(point.y.mean)).with("data-n", "\(point.y.count)")
    }
    return staircase(shown, front ?? [], panel) + points
  }

  /// Moves marks of equal costs a little apart, so that their intervals don't cover each other.
  private static func apart(_ xs: [Double]) -> [Double] {
    xs.enumerated().map { index, x in
      let near = xs.indices.filter { (xs[$0] - x).magnitude < 3 }
      guard near.count > 1, near.count < 8, let rank = near.firstIndex(of: index) else { return x }
      return x + (Double(rank) - Double(near.count - 1) / 2) * 7
    }
  }

  /// Draws the best that is to be had at each cost.
  private func staircase(_ shown: [Point], _ front: [Int], _ panel: Panel) -> [SVGElement] {
    guard front.count > 1 else { return [] }
    var path = ""
    for index in front {
      let (x, y) = (panel.x(shown[index].x), panel.y(shown[index].y.mean))
      path += path.isEmpty ? "M\(x.drawn) \(y.drawn)" : "H\(x.drawn)V\(y.drawn)"
    }
    return [SVGElement.path(path).stroked(.axis, width: 1.3, dashes: "5 3")]
  }
}
