internal import Options
internal import Pipeline
internal import Statistics

/// The Schmidt values of a decomposed matrix, with the entropy beside that of random matrices.
struct SpectraPicture: PictureKind {
  static let name = "spectra"
  static let about = "Schmidt values at a bond of a decomposed matrix, from the largest on"

  var metric = MeasuredMetric()
  var scale = NumberScale.log
  var series = SeriesOptions()

  static let options: [OptionProperty<SpectraPicture>] =
    [
      .required(
        "metric", \.metric, .measure,
        "the Schmidt values, as STAGE.MATRIX.schmidt.K of a `decompose` stage"),
      .option("scale", \.scale, .choice, "scale of the values' axis"),
    ] + SeriesOptions.options(inside: \.series)

  func chart(_ data: PictureData) -> Chart {
    guard let measure = data.measure(metric) else { return .empty("spectra", notes: []) }
    var chart = CurveChart(
      measure: measure, series: series, title: series.title ?? "Spectrum of \(measure.text)",
      steps: "number of the Schmidt value", isLogarithmic: scale == .log
    ).chart(data)
    chart.notes = entropies(measure.stage, data) + chart.notes
    return chart
  }

  /// Says how the entropies of all matrices compare with those of random ones, where both are
  /// known.
  private func entropies(_ stage: String, _ data: PictureData) -> [String] {
    let axes = series.axes(of: stage, in: data)
    func groups(_ metric: MetricDeclaration) -> [CellGroup<Observation>] {
      CellGroup.groups(
        data.observations(of: Measure(stage: stage, metric: metric.name)), by: axes, cell: \.cell)
    }
    let shares = zip(groups(.entropyShare), groups(.randomEntropyShare))
    return shares.compactMap { own, random in
      guard let own = SampleSummary(own.items.compactMap(\.value)) else { return nil }
      let name = random.name.isEmpty ? stage : random.name
      let other = SampleSummary(random.items.compactMap(\.value)).map {
        "; of random matrices of these shapes \(NumberText.readable($0.mean))"
      }
      return "\(name): mean entropy of all bonds, as a share of its maximum, "
        + "\(NumberText.readable(own.mean))\(other ?? "")"
    }
  }
}
