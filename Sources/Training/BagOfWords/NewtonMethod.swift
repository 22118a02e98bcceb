internal import Tensors

/// Finds the parameters of a linear model by Newton's method, whose steps conjugate gradients find
/// as closely as they are worth (Nash and Sofer, Operations Research Letters 9, 1990).
///
/// It stops by the expected gain of a step relative to the value, which depends neither on the
/// scale of columns nor on the number of rows.
final class NewtonMethod {
  /// The state in which it stopped.
  struct End: Sendable {
    let value: Double
    /// Largest absolute entry of the gradient.
    let slope: Double
    /// Number of Newton steps.
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

  /// Moves a point of parameters to the minimum.
  ///
  /// - Parameters:
  ///   - point: The start, which becomes the minimum.
  ///   - penalty: The L2 penalty.
  ///   - tolerance: It stops after a step whose expected gain is at most this share of the value.
  ///   - goesOn: Called at every step, those of conjugate gradients included; returns whether to go
  ///     on.
  /// - Returns: The state in which it stopped, whose slope shows whether that is the minimum; nil
  ///   where `goesOn` returned false.
  func minimise(
    from point: Vector, penalty: Double, tolerance: Double, while goesOn: () -> Bool = { true }
  ) -> End? {
    var value = problem.value(at: point, penalty: penalty, gradient: gradient)
    var iterations = 0
    while iterations < Self.mostIterations {
      guard let gain = findStep(penalty, while: goesOn) else { return nil }
      guard let next = move(point, value, penalty) else { break }
      (value, iterations) = (next, iterations + 1)
      if gain <= tolerance * value { break }
    }
    return End(value: value, slope: gradient.largest, iterations: iterations)
  }

  /// Finds the next step and returns its expected gain; nil where `goesOn` returned false.
  private func findStep(_ penalty: Double, while goesOn: () -> Bool) -> Double? {
    problem.diagonal(penalty: penalty, into: diagonal)
    rest.clear()
    workers.add(gradient, times: -1, to: rest, rest)
    let end = solver.solve(
      rest, diagonal: diagonal, into: step, tolerance: Self.closeness, maxSteps: Self.mostInnerSteps
    ) { direction, curved in
      problem.curve(direction, penalty: penalty, into: curved)
      return goesOn()
    }
    return end?.gain
  }

  /// Moves the point along the step, or a half, a quarter… of it, until the value is enough lower
  /// (Armijo's rule).
  ///
  /// - Returns: The value there; nil where rounding hides all progress.
  private func move(_ point: Vector, _ value: Double, _ penalty: Double) -> Double? {
    let slope = workers.dot(gradient, step)
    guard slope < 0 else { return nil }
    let steepness = workers.dot(gradient, gradient)
    var part = 1.0
    for _ in 0..<40 {
      workers.add(step, times: part, to: point, trial)
      let found = problem.value(at: trial, penalty: penalty, gradient: gradient)
      let isLower = found <= value + 1e-4 * part * slope
      // Near the minimum values differ by less than their rounding; gradients still differ.
      let isLevel = abs(found - value) <= 1e-12 * abs(value)
      if isLower || isLevel && workers.dot(gradient, gradient) < steepness {
        point.copy(trial)
        return found
      }
      if isLevel { break }
      part /= 2
    }
    _ = problem.value(at: point, penalty: penalty, gradient: gradient)
    return nil
  }
}
