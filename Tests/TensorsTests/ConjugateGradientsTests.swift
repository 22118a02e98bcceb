import Tensors
import TestSupport
import Testing

/// A system whose matrix is a diagonal plus an outer product: diagonal + v vᵀ.
private struct LiftedDiagonal {
  let diagonal, lift, right: Vector

  init(_ count: Int) {
    var numbers = SeededNumbers(seed: UInt64(count))
    diagonal = Vector((0..<count).map { _ in 2 + Double(numbers.float()) })
    lift = Vector((0..<count).map { _ in Double(numbers.float()) })
    right = Vector((0..<count).map { _ in Double(numbers.float()) })
  }

  func multiply(_ direction: Vector, into result: Vector, _ workers: Workers) {
    let along = workers.dot(lift, direction)
    for index in 0..<result.count {
      result.start[index] =
        diagonal.start[index] * direction.start[index] + along * lift.start[index]
    }
  }

  func solve(
    threads: Int, tolerance: Double = 1e-26, maxSteps: Int = 50
  ) -> (solution: Vector, residual: Vector, outcome: ConjugateGradients.Outcome?) {
    let workers = Workers(threads: threads)
    let (solution, residual) = (
      Vector([Double](repeating: 7, count: right.count)), Vector(right.array)
    )
    let outcome = ConjugateGradients(right.count, workers: workers).solve(
      residual, diagonal: diagonal, into: solution, tolerance: tolerance, maxSteps: maxSteps
    ) {
      multiply($0, into: $1, workers)
      return true
    }
    return (solution, residual, outcome)
  }
}

@Suite("conjugate gradients")
struct ConjugateGradientsTests {
  @Test("the solution solves the system, and the residual says so", arguments: [1, 2, 5, 40_001])
  func solves(_ count: Int) throws {
    let system = LiftedDiagonal(count)
    let (solution, residual, outcome) = system.solve(threads: 2)
    let back = Vector(count)
    system.multiply(solution, into: back, Workers(threads: 1))
    for index in 0..<count { back.start[index] -= system.right.start[index] }
    #expect(back.largest < 1e-10 && residual.largest < 1e-10)
    // Scaled by its diagonal, it has few different eigenvalues: few steps.
    #expect(try #require(outcome).steps <= 6)
    // At the minimum, ½ xᵀ matrix x - xᵀ right side is -½ xᵀ right side.
    let gain = Workers(threads: 1).dot(solution, system.right) / 2
    #expect(abs(try #require(outcome).gain - gain) < 1e-12 * Double(count))
  }

  @Test("any number of threads gives the same bits", arguments: [2, 3])
  func threads(_ threads: Int) {
    let system = LiftedDiagonal(70_000)
    let one = system.solve(threads: 1, tolerance: 1e-3).solution.array
    #expect(system.solve(threads: threads, tolerance: 1e-3).solution.array == one)
    #expect(one.contains { $0 != 0 })
  }

  @Test("it ends after the most steps, or where `multiply` returns false, or with nothing to solve")
  func ends() {
    let system = LiftedDiagonal(9)
    #expect(system.solve(threads: 1, maxSteps: 1).outcome?.steps == 1)
    let solver = ConjugateGradients(9, workers: Workers(threads: 1))
    let solution = Vector(9)
    let stopped = solver.solve(
      Vector(system.right.array), diagonal: system.diagonal, into: solution, tolerance: 0,
      maxSteps: 9
    ) { _, _ in false }
    #expect(stopped == nil)
    let nothing = solver.solve(
      Vector(9), diagonal: system.diagonal, into: solution, tolerance: 0.5, maxSteps: 9
    ) { _, _ in false }
    #expect(nothing?.steps == 0 && solution.largest == 0)
  }
}
