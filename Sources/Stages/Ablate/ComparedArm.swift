internal import Pipeline
internal import Statistics

/// The values of one arm of a comparison.
struct ComparedArm {
  let name: String
  /// Measured values, by the labels on the axes along which arms are paired.
  var values: [[String]: Double] = [:]
  /// Parameter counts of the measured models, by the same labels.
  var parameters: [[String]: Double] = [:]
  /// Counts without embeddings, by the same labels.
  var inner: [[String]: Double] = [:]
  /// Paths of the files with the predictions that were measured, by the same labels.
  var predictions: [[String]: String] = [:]

  /// Computes the arm's metrics over some of its values.
  ///
  /// - Parameter labels: The labels of each value, in order.
  func metrics(over labels: [[String]]) -> [Metric] {
    let sample = labels.compactMap { values[$0] }
    var metrics = [
      Metric(.armCount, of: [name], Double(sample.count)),
      Metric(.armMean, of: [name], mean(sample)),
    ]
    // Of one size unless arms are paired along an axis that changes it.
    if let size = size(over: labels) { metrics.append(Metric(.armParameters, of: [name], size)) }
    let inner = labels.compactMap { self.inner[$0] }
    if !inner.isEmpty {
      metrics.append(Metric(.armInnerParameters, of: [name], mean(inner)))
    }
    if sample.count > 1 {
      metrics.append(Metric(.armStandardDeviation, of: [name], standardDeviation(sample)))
    }
    return metrics
  }

  /// Returns the mean number of parameters over some labels; nil where none is known.
  func size(over labels: [[String]]) -> Double? {
    let sizes = labels.compactMap { parameters[$0] }
    return sizes.isEmpty ? nil : mean(sizes)
  }

  /// Finds the labels for which both this arm and another have a value, in order.
  ///
  /// For the arm itself, these are all its labels.
  func pairs(with other: ComparedArm) -> [[String]] {
    values.keys.filter { other.values[$0] != nil }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
