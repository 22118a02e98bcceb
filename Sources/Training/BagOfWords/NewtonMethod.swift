internal import Tensors

/// Finds the parameters of a linear model by Newton's method: conjugate gradients find each step,
/// at first roughly, closely towards the end (Dembo and Steihaug, Mathematical Programming 26,
/// 1983).
final class NewtonMethod {
  /// Where it stopped.
  struct End: Sendable {
    let value: Double
    /// The largest slope left, in any direction of one parameter.
    let slope: Double
    /// Steps of Newton's.
    let iterations: Int
  }

  private static let (mostIterations, mostInnerSteps) = (100, 1000)

  private let problem: LinearProblem
  private let solver: ConjugateGradients
  private let gradient, rest, diagonal, step, trial: Vector
  /// The length of the gradient where all parameters are 0, beside which slopes are small.
  private let scale: Double
  private var workers: Workers { problem.workers }

  init(_ problem: LinearProblem) {
    self.problem = problem
    let count = problem.parameters
    solver = ConjugateGradients(count, workers: problem.workers)
    (gradient, rest, diagonal) = (Vector(count), Vector(count), Vector(count))
    (step, trial) = (Vector(count), Vector(count))
    _ = problem.value(at: Vector(count), penalty: 0, gradient: gradient)
    scale = problem.workers.dot(gradient, gradient).squareRoot()
  }

  /// Moves parameters to the minimum.
  ///
  /// - Parameters:
  ///   - tolerance: It stops where the gradient is so many times as long as with all parameters 0.
  ///   - goesOn: Asked at every step, those of conjugate gradients included.
  /// - Returns: Where it stopped: the slope tells whether that is the minimum. nil where it was
  ///   told to stop.
  func minimise(
    from place: Vector, penalty: Double, tolerance: Double, while goesOn: () -> Bool = { true }
  ) -> End? {
    var value = problem.value(at: place, penalty: penalty, gradient: gradient)
    var iterations = 0
    while iterations < Self.mostIterations {
      let length = workers.dot(gradient, gradient).squareRoot()
      guard length > tolerance * scale else { break }
      // No closer than the end asks for.
      let reduction = max(min(0.1, (length / scale).squareRoot()), tolerance * scale / length / 2)
      guard findStep(penalty, reduction, while: goesOn) else { return nil }
      guard let next = move(place, value, penalty) else { break }
      (value, iterations) = (next, iterations + 1)
    }
    return End(value: value, slope: gradient.largest, iterations: iterations)
  }

  /// Whether it was found, rather than told to stop.
  private func findStep(_ penalty: Double, _ reduction: Double, while goesOn: () -> Bool) -> Bool {
    problem.diagonal(penalty: penalty, into: diagonal)
    rest.clear()
    workers.add(gradient, times: -1, to: rest, rest)
    let steps = solver.solve(
      rest, diagonal: diagonal, into: step, reduction: reduction, most: Self.mostInnerSteps
    ) { direction, curved in
      problem.curve(direction, penalty: penalty, into: curved)
      return goesOn()
    }
    return steps != nil
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
