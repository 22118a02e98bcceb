/// Finds where a smooth function is smallest from values and gradients alone (L-BFGS: Nocedal,
/// Mathematics of Computation 35, 1980).
///
/// Every sum runs in one order, so the same function gives the same bits.
struct LimitedMemoryBFGS: Sendable {
  /// Where it stopped.
  struct End: Sendable {
    let value: Double
    /// The largest slope left, in any direction of one parameter.
    let slope: Double
    let iterations: Int
  }

  /// How many past steps tell of curvature.
  var memory = 10
  /// It stops where no slope is larger.
  var tolerance: Double
  var mostIterations = 2000

  /// A step with what the gradient changed by.
  private struct Step {
    let move, change: [Double]
    let curvature: Double
  }

  /// Moves `place` to the minimum.
  ///
  /// - Parameters:
  ///   - goesOn: Asked after each step.
  ///   - function: The value at a place; it replaces the gradient that it is given.
  /// - Returns: Where it stopped: the slope tells whether that is the minimum.
  func minimise(
    from place: inout [Double], while goesOn: () -> Bool = { true },
    _ function: ([Double], inout [Double]) -> Double
  ) -> End {
    var gradient = [Double](repeating: 0, count: place.count)
    var value = function(place, &gradient)
    var steps: [Step] = []
    var iterations = 0
    while largest(gradient) > tolerance, iterations < mostIterations, goesOn() {
      let direction = self.direction(gradient, steps)
      let start = steps.isEmpty ? 1 / dot(gradient, gradient).squareRoot() : 1
      guard
        let found = search(function, from: place, value, gradient, along: direction, start: start)
      else { break }
      let (move, change) = (minus(found.place, place), minus(found.gradient, gradient))
      steps.append(Step(move: move, change: change, curvature: dot(move, change)))
      if steps.count > memory { steps.removeFirst() }
      place = found.place
      value = found.value
      gradient = found.gradient
      iterations += 1
    }
    return End(value: value, slope: largest(gradient), iterations: iterations)
  }

  /// Minus the gradient, times an inverse of the curvature that the steps tell (the two loops of
  /// Nocedal's recursion).
  private func direction(_ gradient: [Double], _ steps: [Step]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = dot(step.move, direction) / step.curvature
      add(step.change, times: -share, to: &direction)
      shares.append(share)
    }
    if let last = steps.last {
      let scale = last.curvature / dot(last.change, last.change)
      for index in direction.indices { direction[index] *= scale }
    }
    for (step, share) in zip(steps, shares.reversed()) {
      let back = dot(step.change, direction) / step.curvature
      add(step.move, times: share - back, to: &direction)
    }
    return direction
  }

  private typealias Point = (place: [Double], value: Double, gradient: [Double])

  /// A place along a direction that is lower enough and less steep (weak Wolfe conditions), by
  /// doubling and halving (Lewis and Overton, Mathematical Programming 141, 2013, section 2.3).
  ///
  /// - Returns: nil where rounding hides all progress.
  private func search(
    _ function: ([Double], inout [Double]) -> Double, from place: [Double], _ value: Double,
    _ gradient: [Double], along direction: [Double], start: Double
  ) -> Point? {
    let slope = dot(gradient, direction)
    guard slope < 0 else { return nil }
    var low = 0.0
    var high = Double.infinity
    var distance = start
    var point: Point = (place, value, gradient)
    for _ in 0..<60 {
      point.place = place
      add(direction, times: distance, to: &point.place)
      point.value = function(point.place, &point.gradient)
      if !(point.value <= value + 1e-4 * distance * slope) {
        high = distance
      } else if dot(point.gradient, direction) < 0.9 * slope {
        low = distance
      } else {
        return point
      }
      distance = high.isFinite ? (low + high) / 2 : 2 * low
    }
    return nil
  }
}

private func largest(_ vector: [Double]) -> Double { vector.reduce(0) { max($0, abs($1)) } }

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}

private func minus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

private func add(_ a: [Double], times factor: Double, to sum: inout [Double]) {
  for index in a.indices { sum[index] += factor * a[index] }
}
