internal import Statistics

/// The mean of some repetitions, with an interval where there are enough of them.
struct SampleSummary {
  let mean: Double
  let count: Int
  /// The 95 % interval of the mean by Student's t; nil below three values.
  let interval: (low: Double, high: Double)?
  let range: (low: Double, high: Double)

  /// Summarises the values that can be drawn; nil where there are none.
  init?(_ sample: [Double]) {
    let values = sample.filter(\.isDrawable)
    guard let low = values.min(), let high = values.max() else { return nil }
    mean = values.count == 1 ? low : Statistics.mean(values)
    count = values.count
    range = (low, high)
    interval =
      count < ArmMetrics.fewestPairs
      ? nil : Interval(ofMean: values).map { ($0.lowerBound, $0.upperBound) }
  }
}

/// What a picture shows of the spread of repetitions.
enum BandKind: String, CaseIterable, Sendable {
  case interval, range, none

  /// Returns the ends of what is shown; nil where nothing is.
  func bounds(_ summary: SampleSummary) -> (low: Double, high: Double)? {
    switch self {
    case .interval: summary.interval
    case .range: summary.count > 1 ? summary.range : nil
    case .none: nil
    }
  }

  /// Says what is shown, as the end of a sentence about a mean.
  var words: String? {
    switch self {
    case .interval: "95 % t-interval"
    case .range: "from least to greatest"
    case .none: nil
    }
  }
}
