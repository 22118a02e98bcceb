internal import Options
internal import Pipeline
internal import Statistics

/// The Schmidt values of a decomposed matrix and their entropy, beside those of random matrices.
struct SpectraPicture: PictureKind {
  static let name = "spectra"
  static let about = "Schmidt values at a bond of a decomposed matrix, beside those of a random one"

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
    let entries = CutShape.entries(of: measure, in: data)
    var chart = CurveChart(
      measure: measure, series: series, title: series.title ?? "Spectrum of \(measure.text)",
      steps: "number of the Schmidt value", isLogarithmic: scale == .log,
      reference: { group, mean in
        Self.spectrum(beside: mean, group, entries).map {
          ReferenceCurve(name: "random matrix", values: $0.values)
        }
      }
    ).chart(data)
    if !chart.isEmpty {
      chart.notes =
        bondEntropies(measure, entries, data) + entropies(measure.stage, data)
        + chart.notes
    }
    return chart
  }

  /// Computes the spectrum of a random matrix of the same shape and norm; nil where cells of a
  /// group differ in shape, or where it isn't known.
  private static func spectrum(
    beside mean: MeanCurve, _ group: CellGroup<ObservedCurve>,
    _ entries: [[Coordinate]: Double]
  ) -> RandomSpectrum? {
    let sizes = Set(group.items.filter { !$0.points.isEmpty }.map { entries[$0.cell] })
    guard sizes.count == 1, let size = sizes.first ?? nil, mean.dropped == 0 else { return nil }
    let sum = mean.points.reduce(0) { $0 + $1.mean * $1.mean }
    return RandomSpectrum(count: mean.points.count, entries: size, norm: sum.squareRoot())
  }

  /// Says how the entropy at the bond compares with that of a random matrix of the shape.
  private func bondEntropies(
    _ measure: Measure, _ entries: [[Coordinate]: Double], _ data: PictureData
  ) -> [String] {
    guard let matrix = CutShape.matrix(of: measure),
      let bond = measure.metric.split(separator: ".").last
    else { return [] }
    let axes = series.axes(of: measure.stage, in: data)
    let entropy = MetricDeclaration.matrixEntropy.name(of: [matrix, String(bond)])
    let known = CellGroup.groups(
      data.observations(of: Measure(stage: measure.stage, metric: entropy)), by: axes, cell: \.cell)
    return CellGroup.groups(data.curves(of: measure), by: axes, cell: \.cell).compactMap { group in
      guard let mean = MeanCurve(group, name: "", .none) else { return nil }
      let name = group.name.isEmpty ? measure.stage : group.name
      guard let random = Self.spectrum(beside: mean, group, entries) else {
        return "\(name): the size of the matrix isn't known, so no random matrix stands beside it"
      }
      let own = known.first { $0.key == group.key }
        .flatMap { SampleSummary($0.items.compactMap(\.value)) }
      guard let own else { return nil }
      return "\(name): entropy at this bond \(NumberText.readable(own.mean)) nats; of a random "
        + "matrix of this shape \(NumberText.readable(random.entropy))"
    }
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
