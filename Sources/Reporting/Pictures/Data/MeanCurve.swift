internal import Pipeline

/// The mean of some curves, step by step.
struct MeanCurve {
  struct Point {
    let x: Double
    let mean: Double
    /// What is shown of the spread; nil where nothing is.
    let bounds: (low: Double, high: Double)?
  }

  let name: String
  let points: [Point]
  /// Number of curves.
  let count: Int
  /// Number of steps that only some of the curves have, which are left out.
  let dropped: Int

  /// Takes the mean of the curves of a group at the steps that all of them have; nil where there
  /// are none.
  init?(_ group: CellGroup<ObservedCurve>, name: String, _ spread: BandKind) {
    let curves = group.items.filter { !$0.points.isEmpty }
    guard !curves.isEmpty else { return nil }
    var values: [Int: [Double]] = [:]
    for curve in curves {
      for point in curve.points { values[point.step, default: []].append(point.value) }
    }
    let steps = values.keys.filter { values[$0]?.count == curves.count }.sorted()
    points = steps.map { step in
      let sample = values[step] ?? []
      guard sample.allSatisfy(\.isDrawable), let summary = SampleSummary(sample) else {
        return Point(x: Double(step), mean: .nan, bounds: nil)
      }
      return Point(x: Double(step), mean: summary.mean, bounds: spread.bounds(summary))
    }
    self.name = name
    count = curves.count
    dropped = values.count - steps.count
  }

  /// The curve with few enough points to be drawn; each keeps the widest spread near it.
  var decimated: [Point] {
    let kept = Decimation.indices(points.map(\.mean))
    if kept.count == points.count { return points }
    return kept.enumerated().map { position, index in
      let start = position == 0 ? 0 : (kept[position - 1] + index) / 2
      let end = position + 1 == kept.count ? points.count - 1 : (kept[position + 1] + index) / 2
      let near = points[start...max(start, end)].compactMap(\.bounds)
      let low = near.map(\.low).min(), high = near.map(\.high).max()
      let bounds = points[index].bounds.flatMap { _ in
        low.flatMap { low in high.map { (low: low, high: $0) } }
      }
      return Point(x: points[index].x, mean: points[index].mean, bounds: bounds)
    }
  }
}
