internal import Options
internal import Pipeline
internal import Statistics

/// A metric against the values of an axis, such as depths or bond dimensions.
struct ProfilePicture: PictureKind {
  static let name = "profile"
  static let about = "a metric against the values of an axis, such as depth or bond"

  var metric = MeasuredMetric()
  var along = ""
  var scale = NumberScale.linear
  var series = SeriesOptions()

  static let options: [OptionProperty<ProfilePicture>] =
    [
      .required("metric", \.metric, .measure, "the metric, as STAGE.METRIC"),
      .required("along", \.along, .axis, "the axis whose values are laid out from left to right"),
      .option("scale", \.scale, .choice, "scale of that axis, where its values are numbers"),
    ] + SeriesOptions.options(inside: \.series)

  /// The points of a series from left to right.
  private struct Line {
    let name: String
    let points: [(x: Double, summary: SampleSummary)]
    /// Whether the series doesn't vary over the axis, so that its only value holds everywhere.
    let isLevel: Bool
  }

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty("profile", notes: []) }
    let title = series.title ?? "\(measure.text) by \(along)"
    let observations = data.observations(of: measure)
    let axes = series.axes(of: measure.stage, in: data, besides: [along])
    let lines = self.lines(observations, axes, data)
    let notes = MissingNotes.lines(observations, of: measure)
    guard !lines.isEmpty else {
      return .empty(title, notes: notes + ["No cell has a value of \(measure.text)."])
    }
    let silent = series.silent(of: measure.stage, in: data, besides: axes + [along])
    let counts = lines.flatMap { $0.points.map(\.summary.count) }
    var chart = Chart(
      title: title,
      subtitle: PictureWords.means(
        over: series.over, silently: silent, counts: counts, series.band),
      x: Axis(along, xScale(lines, data), hasGrid: false),
      y: Axis(PictureWords.axis(measure, data), yScale(lines)))
    chart.notes =
      notes + PictureWords.fewness(counts, series.band) + PictureWords.silence(silent)
    chart.legend =
      axes.isEmpty
      ? []
      : lines.enumerated().map { index, line in
        Legend.Entry(name: line.name, style: SeriesStyle(index), hasLine: true, hasPoints: true)
      }
    chart.alternative = alternative(lines, data)
    chart.marks = { panel in
      lines.enumerated().flatMap { marks($1, number: $0, of: lines.count, data, panel) }
    }
    return chart
  }

  /// The axis's values as numbers; nil where some are none.
  private func numbers(_ data: PictureData) -> [Double]? {
    let labels = data.labels(of: along)
    let numbers = labels.compactMap(Double.init).filter(\.isDrawable)
    return numbers.count == labels.count ? numbers : nil
  }

  private func lines(
    _ observations: [Observation], _ axes: [String], _ data: PictureData
  ) -> [Line] {
    let labels = data.labels(of: along)
    let positions = numbers(data) ?? labels.indices.map(Double.init)
    return CellGroup.groups(observations, by: axes, cell: \.cell).compactMap { group in
      let columns = CellGroup.groups(group.items, by: [along], cell: \.cell)
      let points = columns.compactMap { column -> (x: Double, summary: SampleSummary)? in
        guard let summary = SampleSummary(column.items.compactMap(\.value)) else { return nil }
        let index = column.key.first.flatMap { labels.firstIndex(of: $0.label) }
        return (index.map { positions[$0] } ?? .nan, summary)
      }
      if points.isEmpty { return nil }
      return Line(
        name: group.name.isEmpty ? "all cells" : group.name, points: points.sorted { $0.x < $1.x },
        isLevel: points.allSatisfy(\.x.isNaN))
    }
  }

  private func xScale(_ lines: [Line], _ data: PictureData) -> AxisScale {
    guard let numbers = numbers(data) else { return .names(data.labels(of: along)) }
    return AxisScale(numbers, isLogarithmic: scale == .log)
  }

  private func yScale(_ lines: [Line]) -> AxisScale {
    AxisScale(
      lines.flatMap { line in
        line.points.flatMap { point in
          [point.summary.mean]
            + (series.band.bounds(point.summary).map { [$0.low, $0.high] } ?? [])
        }
      })
  }

  private func alternative(_ lines: [Line], _ data: PictureData) -> String {
    lines.prefix(8).map { line in
      let texts = line.points.prefix(8).map { point in
        NumberText.readable(point.summary.mean) + " at " + label(point.x, data)
      }
      return "\(line.name): \(texts.joined(separator: ", "))"
    }.joined(separator: "; ")
  }

  private func label(_ x: Double, _ data: PictureData) -> String {
    if x.isNaN { return "every value" }
    let labels = data.labels(of: along)
    let index = numbers(data)?.firstIndex(of: x) ?? Int(x)
    return labels.indices.contains(index) ? labels[index] : ""
  }
}

// MARK: - Marks

extension ProfilePicture {
  private func marks(
    _ line: Line, number: Int, of count: Int, _ data: PictureData, _ panel: Panel
  ) -> [SVGElement] {
    let style = SeriesStyle(number)
    // Bars of several lines at one value stand beside each other.
    let shift = (Double(number) - Double(count - 1) / 2) * min(5, 30 / Double(count))
    let points = line.points.filter { panel.xScale.holds($0.x) }
    var path = panel.path(points.map { ($0.x, $0.summary.mean) }, shift)
    if line.isLevel, let mean = line.points.first?.summary.mean {
      path = "M\(panel.left.drawn) \(panel.y(mean).drawn)H\(panel.right.drawn)"
    }
    let curve = SVGElement.path(path).stroked(style.paint, width: 1.8, dashes: style.dashes)
    let marks = points.map { point in
      let bounds = series.band.bounds(point.summary)
      let (x, y) = (panel.x(point.x) + shift, panel.y(point.summary.mean))
      let bar = bounds.map { panel.errorBar(at: x, $0.low, $0.high, style.paint) } ?? []
      let spread = bounds.flatMap { NumberText.interval($0.low, $0.high) }.map { " \($0)" } ?? ""
      let mean = NumberText.readable(point.summary.mean)
      return SVGElement.group(
        bar + [style.marker.drawn(x, y, style.paint)],
        tooltip: "\(line.name), \(along) \(label(point.x, data)): \(mean)\(spread), "
          + "n = \(point.summary.count)"
      ).with("data-name", line.name).with("data-x", label(point.x, data))
        .with("data-y", mean).with("data-n", "\(point.summary.count)")
    }
    return [SVGElement.group([curve])] + marks
  }
}
