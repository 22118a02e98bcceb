internal import Options
internal import Pipeline

/// Every value of a metric as a point, in a row for each value of an axis.
struct StripPicture: PictureKind {
  static let name = "strip"
  static let about = "every value of a metric as a point, in a row for each value of an axis"

  var metric = MeasuredMetric()
  var rows: String?

  static let options: [OptionProperty<StripPicture>] = [
    .required("metric", \.metric, .measure, "the metric, as STAGE.METRIC"),
    .optional("rows", \.rows, .axis, "the axis whose values have a row each (otherwise all)"),
  ]

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty(Self.name, notes: []) }
    let observations = data.observations(of: measure)
    let axes = rows.map { [$0] } ?? data.varyingAxes(of: measure.stage)
    let groups = CellGroup.groups(observations, by: axes, cell: \.cell)
    let values = groups.map { $0.items.compactMap(\.value).filter(\.isDrawable) }
    let notes = MissingNotes.lines(observations, of: measure)
    guard values.contains(where: { !$0.isEmpty }) else { return .empty(measure.text, notes: notes) }
    var chart = Chart(
      title: measure.text, subtitle: "every value, n = \(values.joined().count)",
      x: Axis(PictureWords.axis(measure, data), AxisScale(Array(values.joined()))),
      y: Axis("", .names(groups.map(\.name)), hasGrid: false))
    chart.height = Double(groups.count) * 28
    chart.notes = notes
    chart.marks = { panel in
      values.enumerated().flatMap { row, values in
        values.map { value in
          Marker.circle.drawn(panel.x(value), panel.y(Double(row)), .series[0], isHollow: true)
        }
      }
    }
    return chart
  }
}
