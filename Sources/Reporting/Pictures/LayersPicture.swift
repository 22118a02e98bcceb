internal import Options
internal import Pipeline

/// A metric over the layers of a model, such as the start error or the gain of a matrix.
struct LayersPicture: PictureKind {
  static let name = "layers"
  static let about = "a metric that is a curve over layers, such as a start error or a gain"

  var metric = MeasuredMetric()
  var scale = NumberScale.linear
  var series = SeriesOptions()

  static let options: [OptionProperty<LayersPicture>] =
    [
      .required(
        "metric", \.metric, .measure,
        "the metric that has a value for each layer, such as start.gain.query"),
      .option("scale", \.scale, .choice, "scale of the metric's axis"),
    ] + SeriesOptions.options(inside: \.series)

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty("layers", notes: []) }
    return CurveChart(
      measure: measure, series: series, title: series.title ?? "\(measure.text) by layer",
      steps: "layer", isLogarithmic: scale == .log
    ).chart(data)
  }
}
