/// Draws a curve as a word of eight heights of blocks, such as `▇▅▃▂▁▁`.
package enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// Draws values from left to right, the smallest as the lowest block.
  ///
  /// Where there are more values than fit, each block is the mean of its share of them. Values that
  /// aren't finite are left out; equal values are drawn low.
  ///
  /// - Parameter width: The largest number of blocks.
  package static func text(_ values: [Double], width: Int) -> String {
    let finite = values.filter(\.isFinite)
    let count = min(finite.count, max(0, width))
    guard count > 0 else { return "" }
    let means = (0..<count).map { block in
      let share = finite[(block * finite.count / count)..<((block + 1) * finite.count / count)]
      // Divided first, as a sum of large values might not be finite.
      return share.reduce(0) { $0 + $1 / Double(share.count) }
    }
    guard let least = means.min(), let most = means.max() else { return "" }
    return String(
      means.map { mean in
        // Halved, as the difference of large values might not be finite.
        let range = most / 2 - least / 2
        let height = range > 0 ? (mean / 2 - least / 2) / range : 0
        return blocks[min(blocks.count - 1, Int(height * Double(blocks.count)))]
      })
  }
}
