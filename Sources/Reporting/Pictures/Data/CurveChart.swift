internal import Pipeline

/// Draws a metric's curves, a line for each group of cells; several kinds of pictures are such.
struct CurveChart {
  /// Curves of at most so many points have a marker at each.
  private static let mostMarked = 16

  let measure: Measure
  let series: SeriesOptions
  let title: String
  /// Title of the horizontal axis.
  let steps: String
  var isLogarithmic = false
  /// Finds what a mean curve is compared with; nil where there is nothing.
  var reference: (CellGroup<ObservedCurve>, MeanCurve) -> ReferenceCurve? = { _, _ in nil }

  func chart(_ data: PictureData) -> Chart {
    let curves = data.curves(of: measure)
    let axes = series.axes(of: measure.stage, in: data)
    let notes = MissingNotes.lines(curves, of: measure)
    let found = CellGroup.groups(curves, by: axes, cell: \.cell).compactMap { group in
      MeanCurve(group, name: group.name.isEmpty ? measure.text : group.name, series.band)
        .map { (mean: $0, reference: reference(group, $0)) }
    }
    let (means, references) = (found.map(\.mean), found.map(\.reference))
    guard means.contains(where: { $0.points.contains { $0.mean.isDrawable } }) else {
      return .empty(title, notes: notes + ["No values of \(measure.text) can be drawn."])
    }
    let silent = series.silent(of: measure.stage, in: data, besides: axes)
    let counts = means.map(\.count)
    var chart = Chart(
      title: title,
      subtitle: PictureWords.means(
        over: series.over, silently: silent, counts: counts, series.band),
      x: Axis(
        steps, AxisScale(means.flatMap { $0.points.map(\.x) }), hasGrid: false, isWhole: true),
      y: Axis(PictureWords.axis(measure, data), scale(means, references)))
    chart.notes =
      notes + PictureWords.fewness(counts, series.band)
      + PictureWords.silence(silent) + dropped(means) + belowZero(means)
    let compared = references.compactMap(\.self)
    chart.legend =
      (axes.isEmpty && compared.isEmpty ? [] : legend(means)) + ReferenceCurve.legend(compared)
    chart.alternative = alternative(means, references)
    chart.marks = { panel in
      let bands = means.enumerated().flatMap { Self.band($1, $0, of: means.count, panel) }
      let beside = references.enumerated().flatMap { $1?.drawn(besideSeries: $0, panel) ?? [] }
      return bands + beside + means.enumerated().flatMap { Self.line($1, $0, panel) }
    }
    return chart
  }

  private func scale(_ means: [MeanCurve], _ references: [ReferenceCurve?]) -> AxisScale {
    let values = means.flatMap { mean in
      mean.points.flatMap { [$0.mean] + ($0.bounds.map { [$0.low, $0.high] } ?? []) }
    }
    return AxisScale(
      values + references.flatMap { $0?.values ?? [] }, isLogarithmic: isLogarithmic)
  }

  private func legend(_ means: [MeanCurve]) -> [Legend.Entry] {
    means.enumerated().map { index, mean in
      Legend.Entry(name: mean.name, style: SeriesStyle(index), hasLine: true, hasPoints: true)
    }
  }

  private func dropped(_ means: [MeanCurve]) -> [String] {
    means.filter { $0.dropped > 0 }.map {
      "\($0.name): \($0.dropped) steps that only some of its \($0.count) curves have are left out."
    }
  }

  private func belowZero(_ means: [MeanCurve]) -> [String] {
    guard isLogarithmic else { return [] }
    let count = means.reduce(0) { $0 + $1.points.count { $0.mean <= 0 } }
    return count == 0 ? [] : ["\(count) values that aren't above zero have no logarithm."]
  }

  private func alternative(_ means: [MeanCurve], _ references: [ReferenceCurve?]) -> String {
    zip(means, references).prefix(12).compactMap { mean, reference in
      let finite = mean.points.filter(\.mean.isDrawable)
      guard let first = finite.first, let last = finite.last else { return nil }
      return "\(mean.name): from \(NumberText.readable(first.mean)) at \(Int(first.x)) to "
        + "\(NumberText.readable(last.mean)) at \(Int(last.x))" + (reference?.words ?? "")
    }.joined(separator: "; ")
  }

  /// Draws the spread around a mean, paler where there are many; it lies below all lines.
  private static func band(
    _ mean: MeanCurve, _ number: Int, of count: Int, _ panel: Panel
  ) -> [SVGElement] {
    let area = panel.area(
      mean.decimated.map { ($0.x, $0.bounds?.low ?? .nan, $0.bounds?.high ?? .nan) })
    if area.isEmpty { return [] }
    return [
      SVGElement.path(area).filled(
        SeriesStyle(number).paint, opacity: count < 3 ? 0.2 : count < 6 ? 0.14 : 0.09)
    ]
  }

  private static func line(_ mean: MeanCurve, _ number: Int, _ panel: Panel) -> [SVGElement] {
    let (points, style) = (mean.decimated, SeriesStyle(number))
    let path = panel.path(points.map { ($0.x, $0.mean) })
    let line = SVGElement.path(path).stroked(style.paint, width: 1.8, dashes: style.dashes)
      .with("stroke-linejoin", "round")
    let markers = marked(points, number).filter { panel.yScale.holds($0.mean) }.map { point in
      style.marker.drawn(panel.x(point.x), panel.y(point.mean), style.paint, radius: 3.5)
    }
    let last = points.last { $0.mean.isDrawable }
    let end = last.map { ", \(NumberText.readable($0.mean)) at \(Int($0.x))" } ?? ""
    return [
      SVGElement.group([line] + markers, tooltip: "\(mean.name): n = \(mean.count)\(end)")
        .with("data-name", mean.name).with("data-n", "\(mean.count)")
    ]
  }

  /// Chooses the points that have a marker, at other places for each series, so that markers of
  /// close curves don't cover each other.
  private static func marked(_ points: [MeanCurve.Point], _ number: Int) -> [MeanCurve.Point] {
    let finite = points.filter(\.mean.isDrawable)
    if finite.count <= mostMarked { return finite }
    let spacing = finite.count / 6
    let first = spacing / 2 + (number % 5 - 2) * spacing / 6
    return stride(from: max(0, first), to: finite.count, by: spacing).map { finite[$0] }
  }
}
