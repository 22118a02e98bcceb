/// The rectangle of a picture in which data are drawn, with a scale along each side.
struct Panel {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let xScale: AxisScale
  let yScale: AxisScale

  var right: Double { left + width }
  var bottom: Double { top + height }

  /// Returns where a value of the horizontal axis is drawn.
  func x(_ value: Double) -> Double { left + xScale.fraction(value) * width }

  /// Returns where a value of the vertical axis is drawn: numbers grow upwards, names are listed
  /// downwards.
  func y(_ value: Double) -> Double {
    if case .names = yScale { return top + yScale.fraction(value) * height }
    return bottom - yScale.fraction(value) * height
  }

  /// Returns a path through points, which is broken where a point can't be drawn.
  ///
  /// - Parameter shift: How far to the right of their places the points are drawn.
  func path(_ points: [(x: Double, y: Double)], _ shift: Double = 0) -> String {
    var commands = ""
    var isDown = false
    for point in points {
      guard xScale.holds(point.x), yScale.holds(point.y) else {
        isDown = false
        continue
      }
      commands += "\(isDown ? "L" : "M")\((x(point.x) + shift).drawn) \(y(point.y).drawn)"
      isDown = true
    }
    return commands
  }

  /// Returns a closed path around what is between two curves; where either can't be drawn, there is
  /// a gap.
  func area(_ points: [(x: Double, low: Double, high: Double)]) -> String {
    let runs = points.split { point in
      !xScale.holds(point.x) || !yScale.holds(point.low) || !yScale.holds(point.high)
    }
    return runs.map { run in
      let upper = run.map { "\(x($0.x).drawn) \(y($0.high).drawn)" }
      let lower = run.reversed().map { "\(x($0.x).drawn) \(y($0.low).drawn)" }
      return "M" + (upper + lower).joined(separator: "L") + "Z"
    }.joined()
  }

  /// Draws an upright bar from a low to a high value with short strokes at its ends.
  ///
  /// - Parameter middle: Where the bar is drawn.
  func errorBar(
    at middle: Double, _ low: Double, _ high: Double, _ paint: Paint
  ) -> [SVGElement] {
    guard middle.isFinite, yScale.holds(low), yScale.holds(high) else { return [] }
    let (bottom, top) = (y(low), y(high))
    return [
      .path(
        "M\((middle - 3).drawn) \(top.drawn)h6m-3 0V\(bottom.drawn)m-3 0h6"
      ).stroked(paint, width: 1.3)
    ]
  }
}
