import Glibc
import Tensors
import TestSupport
import Testing

@testable import Training

/// Six rows of three numbers, with targets; what is expected is scikit-learn's, by Newton's method.
private enum Six {
  static let rows: SparseRows = {
    var rows = SparseRows(width: 3)
    for row in [
      [1, 0, 0.5], [0, 2, 0], [0.25, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 0.75],
    ] {
      rows.append(
        row.enumerated().filter { $0.element != 0 }.map { (Int32($0.offset), $0.element) })
    }
    return rows
  }()

  static let two = LinearTargets.classes([0, 1, 0, 1, 0, 1], count: 2)
  static let three = LinearTargets.classes([0, 1, 2, 1, 0, 2], count: 3)
  static let scores = LinearTargets.scores([0.5, 3, 1.25, 2, 4, 0])

  static func fit(_ targets: LinearTargets, penalty: Double) throws -> (LinearModel, Double) {
    let problem = LinearProblem(rows, targets, Workers(threads: 1))
    let point = Vector(problem.parameters)
    let end = NewtonMethod(problem).minimise(from: point, penalty: penalty, tolerance: 0)
    return (LinearModel(outputs: targets.outputs, point.array), try #require(end).slope)
  }

  static func classes(_ model: LinearModel) -> [Int32] {
    model.classes(model.outputs(of: rows, Workers(threads: 1)))
  }
}

private func isClose(_ found: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < tolerance }
}

@Suite("fitting of linear models")
struct LinearFitTests {
  @Test("two classes: scikit-learn's LogisticRegression(C=2)")
  func twoClasses() throws {
    let (model, slope) = try Six.fit(Six.two, penalty: 0.5)
    #expect(slope <= 1e-10)
    #expect(
      isClose(
        model.parameters,
        [-1.3123918474842113, 0.743588449224643, 0.22864983117749466, -0.12129286202026296], 1e-9))
    #expect(Six.classes(model) == [0, 1, 0, 1, 0, 1])
  }

  @Test("three classes: scikit-learn's LogisticRegression(C=2)")
  func threeClasses() throws {
    let (model, slope) = try Six.fit(Six.three, penalty: 0.5)
    #expect(slope <= 1e-10)
    let expected = [
      1.2117546962930912, -0.6300825862772513, -0.5816721100158397, -0.18227755272633736,
      1.1283515133040554, -0.9460739605777182, -0.6141841681308385, 0.22420414472999853,
      0.38998002340083987, 0.06814506733352044, -0.6511983376953834, 0.5830532703618629,
    ]
    #expect(isClose(model.parameters, expected, 1e-9))
    #expect(Six.classes(model) == [0, 1, 2, 1, 0, 2])
  }

  @Test("scores: scikit-learn's Ridge(alpha=0.5)")
  func scores() throws {
    let (model, slope) = try Six.fit(Six.scores, penalty: 0.5)
    #expect(slope <= 1e-10)
    let expected = [
      0.7283674339300938, 1.2542625745950557, -0.33386615515771495, 0.8631979965899399,
    ]
    #expect(isClose(model.parameters, expected, 1e-9))
  }

  @Test(
    "gradients are the slopes of the value, and curvatures those of gradients, by differences",
    arguments: [Six.two, Six.three, Six.scores])
  func gradients(_ targets: LinearTargets) {
    let problem = LinearProblem(Six.rows, targets, Workers(threads: 1))
    let count = problem.parameters
    let point = (0..<count).map { Double($0 * 7 % 5) / 4 - 0.6 }
    let (gradient, diagonal, curved) = (Vector(count), Vector(count), Vector(count))
    for index in 0..<count {
      let (values, gradients) = around(point, index) { moved, gradient in
        problem.value(at: moved, penalty: 0.7, gradient: gradient)
      }
      _ = problem.value(at: Vector(point), penalty: 0.7, gradient: gradient)
      problem.diagonal(penalty: 0.7, into: diagonal)
      let direction = Vector(count)
      direction.start[index] = 1
      problem.curve(direction, penalty: 0.7, into: curved)
      #expect(abs(values - gradient.array[index]) < 1e-8, "\(index)")
      #expect(isClose(curved.array, gradients, 1e-8), "\(index)")
      #expect(abs(diagonal.array[index] - curved.array[index]) < 1e-12, "\(index)")
    }
  }

  /// Central differences of a value and of its gradient along one parameter.
  private func around(
    _ point: [Double], _ index: Int, _ function: (Vector, Vector) -> Double
  ) -> (value: Double, gradient: [Double]) {
    let sides = [-1e-5, 1e-5].map { shift in
      let (moved, gradient) = (Vector(point), Vector(point.count))
      moved.start[index] += shift
      return (function(moved, gradient), gradient.array)
    }
    return (
      (sides[1].0 - sides[0].0) / 2e-5,
      zip(sides[1].1, sides[0].1).map { ($0 - $1) / 2e-5 }
    )
  }

  @Test("outputs beyond all exponentials have finite losses", arguments: [2, 3])
  func extremes(_ classes: Int) {
    let targets = LinearTargets.classes([0, 1], count: classes)
    for size in [-2000.0, 2000] {
      let outputs = Vector(targets.outputs)
      outputs.start[targets.outputs > 1 ? 1 : 0] = size
      let loss = targets.loss(0, outputs.start)
      #expect(abs(loss - (size > 0 ? 2000 : classes == 3 ? 0.6931471805599453 : 0)) < 1e-12)
      #expect(outputs.array.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test("where the start is the minimum, one step is the most; where progress says so, it stops")
  func ends() throws {
    let problem = LinearProblem(Six.rows, Six.three, Workers(threads: 1))
    let (newton, point) = (NewtonMethod(problem), Vector(problem.parameters))
    #expect(newton.minimise(from: point, penalty: 1, tolerance: 1e-9) { false } == nil)
    let first = try #require(newton.minimise(from: point, penalty: 1, tolerance: 1e-9))
    let again = try #require(newton.minimise(from: point, penalty: 1, tolerance: 1e-9))
    #expect(first.iterations > 1 && again.iterations <= 1)
    #expect(again.value <= first.value && again.value > first.value * (1 - 1e-9))
  }
}

/// Random rows with classes of which one occurs once and one never.
private enum Drawn {
  static let count = 400

  static let rows: SparseRows = {
    var numbers = SeededNumbers(seed: 5)
    var rows = SparseRows(width: 150)
    for _ in 0..<count {
      let columns = Set((0..<6).map { _ in Int32.random(in: 0..<150, using: &numbers) }).sorted()
      rows.append(columns.map { ($0, 1 + Double(numbers.float())) })
    }
    return rows
  }()

  static let targets = LinearTargets.classes(
    (0..<count).map { $0 == 7 ? 3 : Int32($0 * $0 % 3) }, count: 5)

  /// The gradient, row by row from its definition.
  static func gradient(_ parameters: [Double], penalty: Double) -> [Double] {
    guard case .classes(let labels, let classes) = targets else { return [] }
    let weights = rows.width * classes
    var gradient = parameters.indices.map { $0 < weights ? penalty * parameters[$0] : 0 }
    for row in 0..<count {
      let entries = (rows.offsets[row]..<rows.offsets[row + 1]).map {
        (column: Int(rows.columns[$0]), value: rows.values[$0])
      }
      let outputs = (0..<classes).map { index in
        entries.reduce(parameters[weights + index]) {
          $0 + $1.value * parameters[$1.column * classes + index]
        }
      }
      let most = outputs.max() ?? 0
      let sum = outputs.reduce(0) { $0 + exp($1 - most) }
      for index in 0..<classes {
        let slope = exp(outputs[index] - most) / sum - (index == Int(labels[row]) ? 1 : 0)
        gradient[weights + index] += slope
        for entry in entries { gradient[entry.column * classes + index] += slope * entry.value }
      }
    }
    return gradient
  }

  static func fit(threads: Int, penalty: Double, tolerance: Double) throws -> [Double] {
    let workers = Workers(threads: threads)
    let problem = LinearProblem(rows, targets, workers)
    let point = Vector(problem.parameters)
    _ = try #require(
      NewtonMethod(problem).minimise(from: point, penalty: penalty, tolerance: tolerance))
    return point.array
  }
}

@Suite("fits of many columns")
struct LargerFitTests {
  @Test("the gradient vanishes where it stops, so it is the minimum", arguments: [10, 0.3, 0.001])
  func minimum(_ penalty: Double) throws {
    let found = try Drawn.fit(threads: 2, penalty: penalty, tolerance: 1e-16)
    let start = Drawn.gradient(found.map { _ in 0 }, penalty: penalty)
    let end = Drawn.gradient(found, penalty: penalty)
    func length(_ vector: [Double]) -> Double { vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    #expect(length(end) <= 1e-6 * length(start) && length(start) > 10)
  }

  @Test("any number of threads gives the same bits", arguments: [2, 3])
  func threads(_ threads: Int) throws {
    let one = try Drawn.fit(threads: 1, penalty: 0.1, tolerance: 1e-3)
    #expect(try Drawn.fit(threads: threads, penalty: 0.1, tolerance: 1e-3) == one)
  }
}
