internal import Options
internal import Pipeline
internal import Statistics

/// Learning curves: a metric over the steps of training, with a band over seeds.
struct CurvesPicture: PictureKind {
  static let name = "curves"
  static let about = "learning curves, a metric over optimizer steps with a band over seeds"

  var metric = MeasuredMetric()
  var scale = NumberScale.linear
  var series = SeriesOptions()

  static let options: [OptionProperty<CurvesPicture>] =
    [
      .required("metric", \.metric, .measure, "the metric that has curves, as STAGE.METRIC"),
      .option("scale", \.scale, .choice, "scale of the metric's axis"),
    ] + SeriesOptions.options(inside: \.series)

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty("curves", notes: []) }
    return CurveChart(
      measure: measure, series: series, title: series.title ?? "\(measure.text) over steps",
      steps: "optimizer step", isLogarithmic: scale == .log
    ).chart(data)
  }

  /// Draws the loss of each stage that trains.
  static func usual(in plan: Plan) -> [PlannedPicture] {
    var seen: Set<String> = []
    return plan.stages.compactMap { stage in
      let isTraining =
        stage.declaration.produces == "model"
        && stage.declaration.metrics?.contains(.loss) ?? false
      guard isTraining, seen.insert(stage.name).inserted else { return nil }
      let over = Repetition.axis(of: stage.name, in: plan)
      return planned(
        "\(stage.name)-loss",
        ["metric": .text(MetricDeclaration.loss.name)].merging(
          over.map { ["over": .text($0)] } ?? [:]
        ) { $1 },
        stages: ["metric": stage.name])
    }
  }
}

/// Whether numbers are laid out along an axis by themselves or by their logarithms.
enum NumberScale: String, CaseIterable, Sendable {
  case linear, log
}
