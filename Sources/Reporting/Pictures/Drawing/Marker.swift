/// The shape of a point.
enum Marker: CaseIterable {
  case circle, square, triangle, diamond, inverted, pentagon, cross, plus

  /// Draws the shape around a point.
  ///
  /// - Parameters:
  ///   - radius: Half of the size.
  ///   - isHollow: Whether the ground is seen through the shape.
  func drawn(
    _ x: Double, _ y: Double, _ paint: Paint, radius: Double = 4, isHollow: Bool = false
  ) -> SVGElement {
    let shape = SVGElement.path(commands(x, y, radius))
    if self == .cross || self == .plus { return shape.stroked(paint, width: 2) }
    if isHollow {
      return shape.with("class", "\(Paint.ground.fillClass) \(paint.strokeClass)")
        .with("fill", Paint.ground.light).with("stroke", paint.light).with("stroke-width", "1.6")
    }
    return shape.with("class", "\(paint.fillClass) \(Paint.ground.strokeClass)")
      .with("fill", paint.light).with("stroke", Paint.ground.light).with("stroke-width", "0.8")
  }

  private func commands(_ x: Double, _ y: Double, _ r: Double) -> String {
    switch self {
    case .circle:
      "M\((x - r).drawn) \(y.drawn)a\(r.drawn) \(r.drawn) 0 1 0 \((2 * r).drawn) 0"
        + "a\(r.drawn) \(r.drawn) 0 1 0 \((-2 * r).drawn) 0Z"
    case .square: polygon(x, y, r * 0.9, [(-1, -1), (1, -1), (1, 1), (-1, 1)])
    case .triangle: polygon(x, y, r * 1.15, [(0, -1), (1, 0.8), (-1, 0.8)])
    case .diamond: polygon(x, y, r * 1.2, [(0, -1), (1, 0), (0, 1), (-1, 0)])
    case .inverted: polygon(x, y, r * 1.15, [(0, 1), (1, -0.8), (-1, -0.8)])
    case .pentagon:
      polygon(x, y, r * 1.1, [(0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)])
    case .cross: strokes(x, y, r * 0.8, [(-1, -1, 1, 1), (-1, 1, 1, -1)])
    case .plus: strokes(x, y, r, [(-1, 0, 1, 0), (0, -1, 0, 1)])
    }
  }

  private func polygon(
    _ x: Double, _ y: Double, _ r: Double, _ corners: [(Double, Double)]
  ) -> String {
    corners.enumerated().map { index, corner in
      "\(index == 0 ? "M" : "L")\((x + r * corner.0).drawn) \((y + r * corner.1).drawn)"
    }.joined() + "Z"
  }

  private func strokes(
    _ x: Double, _ y: Double, _ r: Double, _ lines: [(Double, Double, Double, Double)]
  ) -> String {
    lines.map { line in
      "M\((x + r * line.0).drawn) \((y + r * line.1).drawn)"
        + "L\((x + r * line.2).drawn) \((y + r * line.3).drawn)"
    }.joined()
  }
}
