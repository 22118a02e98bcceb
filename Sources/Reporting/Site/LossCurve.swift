/// Draws a training loss as a small curve in a line of text.
enum LossCurve {
  private static let (width, height, mostPoints) = (160.0, 28.0, 80)

  /// Draws values from left to right; nothing where fewer than two are finite.
  static func drawing(of values: [Double]) -> String {
    let finite = values.filter(\.isFinite)
    let shown = Decimation.indices(finite, most: mostPoints).map { finite[$0] }
    guard shown.count > 1, let least = shown.min(), let most = shown.max() else { return "" }
    // Halved, as the difference of large values might not be finite.
    let range = most / 2 - least / 2
    let points = shown.enumerated().map { index, value in
      let x = 2 + (width - 4) * Double(index) / Double(shown.count - 1)
      let part = range > 0 ? (value / 2 - least / 2) / range : 0
      return "\(tenths(x)),\(tenths(2 + (height - 4) * (1 - part)))"
    }
    let words =
      "loss from \(NumberText.readable(finite[0])) to "
      + NumberText.readable(finite[finite.count - 1])
    return "<svg class=\"curve\" viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\""
      + " aria-label=\"\(HTMLText.escaped(words))\"><polyline fill=\"none\" stroke=\"currentColor\""
      + " stroke-width=\"1.5\" points=\"\(points.joined(separator: " "))\"/></svg>"
  }

  private static func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
