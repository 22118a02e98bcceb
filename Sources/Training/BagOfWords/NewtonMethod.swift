internal import Tensors

/// Finds the parameters of a linear model by Newton's method, each step of it found by conjugate
/// gradients as closely as the step is worth (Nash and Sofer, Operations Research Letters 9, 1990).
///
/// It ends by what a step was to gain, beside the value: a measure that neither the scale of
/// columns nor the number of rows changes.
final class NewtonMethod {
  /// Where it stopped.
  struct End: Sendable {
    let value: Double
    /// The largest slope left, in any direction of one parameter.
    let slope: Double
    /// Steps of Newton's.
    let iterations: Int
  }

  private static let (mostIterations, mostInnerSteps, closeness) = (100, 1000, 0.5)

  private let problem: LinearProblem
  private let solver: ConjugateGradients
  private let gradient, rest, diagonal, step, trial: Vector
  private var workers: Workers { problem.workers }

  init(_ problem: LinearProblem) {
    self.problem = problem
    let count = problem.parameters
    solver = ConjugateGradients(count, workers: problem.workers)
    gradient = Vector(count)
    rest = Vector(count)
    diagonal = Vector(count)
    (step, trial) = (Vector(count), Vector(count))
  }

  /// Moves parameters to the minimum.
  ///
  /// - Parameters:
  ///   - tolerance: It stops after a step that was to gain at most this part of the value.
  ///   - goesOn: Asked at every step, those of conjugate gradients included.
  /// - Returns: Where it stopped: the slope tells whether that is the minimum. nil where it was
  ///   told to stop.
  func minimise(
    from place: Vector, penalty: Double, tolerance: Double, while goesOn: () -> Bool = { true }
  ) -> End? {
    var value = problem.value(at: place, penalty: penalty, gradient: gradient)
    var iterations = 0
    while iterations < Self.mostIterations {
      guard let gain = findStep(penalty, while: goesOn) else { return nil }
      guard let next = move(place, value, penalty) else { break }
      (value, iterations) = (next, iterations + 1)
      if gain <= tolerance * value { break }
    }
    return End(value: value, slope: gradient.largest, iterations: iterations)
  }

  /// What the step that it found is to gain; nil where it was told to stop.
  private func findStep(_ penalty: Double, while goesOn: () -> Bool) -> Double? {
    problem.diagonal(penalty: penalty, into: diagonal)
    rest.clear()
    workers.add(gradient, times: -1, to: rest, rest)
    let end = solver.solve(
      rest, diagonal: diagonal, into: step, closeness: Self.closeness, most: Self.mostInnerSteps
    ) { direction, curved in
      problem.curve(direction, penalty: penalty, into: curved)
      return goesOn()
    }
    return end?.gain
  }

  /// Goes along the step, or a half, a quarter… of it, to where the value is lower enough (Armijo's
  /// rule).
  ///
  /// - Returns: The value there; nil where rounding hides all progress.
  private func move(_ place: Vector, _ value: Double, _ penalty: Double) -> Double? {
    let slope = workers.dot(gradient, step)
    guard slope < 0 else { return nil }
    let steepness = workers.dot(gradient, gradient)
    var part = 1.0
    for _ in 0..<40 {
      workers.add(step, times: part, to: place, trial)
      let found = problem.value(at: trial, penalty: penalty, gradient: gradient)
      let isLower = found <= value + 1e-4 * part * slope
      // Near the minimum values differ by less than they are rounded; slopes still tell.
      let isLevel = abs(found - value) <= 1e-12 * abs(value)
      if isLower || isLevel && workers.dot(gradient, gradient) < steepness {
        place.copy(trial)
        return found
      }
      if isLevel { break }
      part /= 2
    }
    _ = problem.value(at: place, penalty: penalty, gradient: gradient)
    return nil
  }
}
