/// Leaves out points of a long curve without losing its peaks.
enum Decimation {
  /// The most points of a curve in a picture.
  static let mostPoints = 500

  /// Returns the indices of the points that are drawn: all of a short curve, of a longer one the
  /// first, the last, and the least and the greatest of each of many stretches of equal length.
  ///
  /// A stretch with a value that is no number keeps it, so that the gap is seen.
  static func indices(_ values: [Double], most: Int = mostPoints) -> [Int] {
    guard values.count > most, most >= 8 else { return Array(values.indices) }
    let buckets = (most - 2) / 3
    var kept = [0]
    for bucket in 0..<buckets {
      let start = bucket * values.count / buckets
      let end = (bucket + 1) * values.count / buckets
      let finite = (start..<end).filter { values[$0].isDrawable }
      let extremes = [
        finite.min { values[$0] < values[$1] }, finite.max { values[$0] < values[$1] },
        (start..<end).first { !values[$0].isDrawable },
      ]
      kept += extremes.compactMap { $0 }
    }
    return Set(kept + [values.count - 1]).sorted()
  }
}
