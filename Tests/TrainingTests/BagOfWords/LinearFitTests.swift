import Testing

@testable import Training

/// Six rows of three numbers, with targets; expected figures are scikit-learn's, by Newton's method.
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

  static func fit(_ targets: LinearTargets, penalty: Double) -> (LinearModel, Double) {
    var model = LinearModel(width: 3, outputs: targets.outputs)
    let objective = LinearObjective(rows, targets, penalty: penalty)
    let end = LimitedMemoryBFGS(tolerance: 1e-10).minimise(from: &model.parameters) {
      objective.value(at: $0, gradient: &$1)
    }
    return (model, end.slope)
  }
}

private func isClose(_ found: [Double], _ expected: [Double], _ tolerance: Double) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < tolerance }
}

@Suite("fitting of linear models")
struct LinearFitTests {
  @Test("two classes: scikit-learn's LogisticRegression(C=2)")
  func twoClasses() {
    let (model, slope) = Six.fit(Six.two, penalty: 0.5)
    #expect(slope <= 1e-10)
    #expect(
      isClose(
        model.parameters,
        [-1.3123918474842113, 0.743588449224643, 0.22864983117749466, -0.12129286202026296], 1e-9))
    #expect(model.classes(model.outputs(of: Six.rows)) == [0, 1, 0, 1, 0, 1])
  }

  @Test("three classes: scikit-learn's LogisticRegression(C=2)")
  func threeClasses() {
    let (model, slope) = Six.fit(Six.three, penalty: 0.5)
    #expect(slope <= 1e-10)
    let expected = [
      1.2117546962930912, -0.6300825862772513, -0.5816721100158397, -0.18227755272633736,
      1.1283515133040554, -0.9460739605777182, -0.6141841681308385, 0.22420414472999853,
      0.38998002340083987, 0.06814506733352044, -0.6511983376953834, 0.5830532703618629,
    ]
    #expect(isClose(model.parameters, expected, 1e-9))
    #expect(model.classes(model.outputs(of: Six.rows)) == [0, 1, 2, 1, 0, 2])
  }

  @Test("scores: scikit-learn's Ridge(alpha=0.5)")
  func scores() {
    let (model, slope) = Six.fit(Six.scores, penalty: 0.5)
    #expect(slope <= 1e-10)
    let expected = [
      0.7283674339300938, 1.2542625745950557, -0.33386615515771495, 0.8631979965899399,
    ]
    #expect(isClose(model.parameters, expected, 1e-9))
  }

  @Test(
    "gradients are the slopes of the value, by central differences",
    arguments: [Six.two, Six.three, Six.scores])
  func gradients(_ targets: LinearTargets) {
    let objective = LinearObjective(Six.rows, targets, penalty: 0.7)
    let count = 4 * targets.outputs
    let place = (0..<count).map { Double($0 * 7 % 5) / 4 - 0.6 }
    var gradient = [Double](repeating: 9, count: count)
    var other = gradient
    _ = objective.value(at: place, gradient: &gradient)
    for index in 0..<count {
      let values = [-1e-5, 1e-5].map { shift in
        var moved = place
        moved[index] += shift
        return objective.value(at: moved, gradient: &other)
      }
      #expect(abs((values[1] - values[0]) / 2e-5 - gradient[index]) < 1e-8, "\(index)")
    }
  }

  @Test("outputs beyond all exponentials have finite losses", arguments: [2, 3])
  func extremes(_ classes: Int) {
    let targets = LinearTargets.classes([0, 1], count: classes)
    for size in [-2000.0, 2000] {
      var outputs = [Double](repeating: 0, count: targets.outputs)
      outputs[targets.outputs > 1 ? 1 : 0] = size
      let loss = targets.loss(0, &outputs)
      #expect(abs(loss - (size > 0 ? 2000 : classes == 3 ? 0.6931471805599453 : 0)) < 1e-12)
      #expect(outputs.allSatisfy { $0.isFinite })
    }
  }

  @Test("L-BFGS finds the end of Rosenbrock's valley")
  func rosenbrock() {
    var place = [-1.2, 1]
    let end = LimitedMemoryBFGS(tolerance: 1e-9).minimise(from: &place) { x, gradient in
      let (off, bend) = (1 - x[0], x[1] - x[0] * x[0])
      gradient = [-2 * off - 400 * x[0] * bend, 200 * bend]
      return off * off + 100 * bend * bend
    }
    #expect(end.slope <= 1e-9 && end.iterations < 60)
    #expect(isClose(place, [1, 1], 1e-8))
  }

  @Test("where the start is the minimum, nothing moves; where it is told to, it stops")
  func ends() {
    var place = [0.0]
    let search = LimitedMemoryBFGS(tolerance: 1e-9)
    let still = search.minimise(from: &place) { x, gradient in
      gradient = [2 * x[0]]
      return x[0] * x[0]
    }
    #expect(still.iterations == 0 && place == [0])
    place = [3]
    let stopped = search.minimise(from: &place, while: { false }) { x, gradient in
      gradient = [2 * x[0]]
      return x[0] * x[0]
    }
    #expect(stopped.iterations == 0 && stopped.slope == 6)
  }
}
