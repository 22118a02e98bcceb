import Pipeline
import TestSupport
import Testing

/// A spec of random axes and stages, with the axes that each stage must vary over.
private struct RandomSpec {
  /// A stage that reads stages of smaller number.
  struct Stage {
    var inputs: [Int] = []
    /// Numbers of the axes that its own options use.
    var axes: [Int] = []
  }

  /// Number of labels of each axis.
  let sizes: [Int]
  let stages: [Stage]
  /// Numbers of the stages in the order in which they are written.
  let order: [Int]

  /// Draws a spec by a seed.
  ///
  /// - Parameter shuffled: Whether stages may stand above those that they read.
  init(seed: UInt64, shuffled: Bool) {
    var numbers = SeededNumbers(seed: seed)
    let axisCount = Int.random(in: 0...4, using: &numbers)
    sizes = (0..<axisCount).map { _ in Int.random(in: 1...3, using: &numbers) }
    var stages: [Stage] = []
    for number in 0..<Int.random(in: 1...8, using: &numbers) {
      var stage = Stage()
      for _ in 0..<min(number, Int.random(in: 0...2, using: &numbers)) {
        stage.inputs.append(Int.random(in: 0..<number, using: &numbers))
      }
      for axis in 0..<axisCount where stage.axes.count < 2 {
        if Int.random(in: 0..<4, using: &numbers) == 0 { stage.axes.append(axis) }
      }
      stages.append(stage)
    }
    self.stages = stages
    order = shuffled ? stages.indices.shuffled(using: &numbers) : Array(stages.indices)
  }

  var text: String {
    let axes = sizes.enumerated().map { axis, size in
      "axis\(axis): [\((1...size).map { "\($0)" }.joined(separator: ", "))]"
    }
    return (["sweep: {\(axes.joined(separator: ", "))}", "stages:"] + order.map { line($0) })
      .joined(separator: "\n")
  }

  private func line(_ number: Int) -> String {
    let stage = stages[number]
    let edges = zip(["first", "second"], stage.inputs).map { "\($0): stage\($1)" }
    let options = zip(["size", "depth"], stage.axes).map { "\($0): \"${axis\($1)}\"" }
    return "  stage\(number): {\((["kind: join"] + edges + options).joined(separator: ", "))}"
  }

  /// Finds the axes that a stage depends on, directly or not, in the order of the spec.
  func axes(of number: Int) -> [Int] {
    let stage = stages[number]
    return Set(stage.axes + stage.inputs.flatMap { axes(of: $0) }).sorted()
  }
}

@Suite("plans of random specs")
struct RandomSpecTests {
  @Test("a stage has one instance for each combination of its axes", arguments: UInt64(0)..<200)
  func instances(seed: UInt64) throws {
    let spec = RandomSpec(seed: seed, shuffled: true)
    let plan = try makePlan(spec.text)
    #expect(plan.cells.count == spec.sizes.reduce(1, *))
    #expect(Set(plan.ids).count == plan.stages.count)
    for number in spec.stages.indices {
      let axes = spec.axes(of: number)
      let instances = plan.stages.filter { $0.name == "stage\(number)" }
      #expect(instances.count == axes.reduce(1) { $0 * spec.sizes[$1] })
      #expect(Set(instances.map(\.cell)).count == instances.count)
      for instance in instances {
        #expect(instance.cell.map(\.axis) == axes.map { "axis\($0)" })
        #expect(instance.inputs.count == spec.stages[number].inputs.count)
      }
    }
  }

  @Test("inputs stand before their readers, and in the same cell", arguments: UInt64(0)..<200)
  func inputs(seed: UInt64) throws {
    let plan = try makePlan(RandomSpec(seed: seed, shuffled: true).text)
    var cells: [StageID: [Coordinate]] = [:]
    for stage in plan.stages {
      for input in stage.inputs {
        let cell = try #require(cells[input.stage], "\(input.stage) stands before \(stage.id)")
        #expect(cell.allSatisfy { stage.cell.contains($0) })
      }
      cells[stage.id] = stage.cell
    }
  }

  @Test("a spec that has its inputs first keeps its order", arguments: UInt64(0)..<50)
  func order(seed: UInt64) throws {
    let spec = RandomSpec(seed: seed, shuffled: false)
    let numbers = try makePlan(spec.text).stages.map { Int($0.name.dropFirst(5)) ?? -1 }
    #expect(numbers == numbers.sorted())
    #expect(Set(numbers) == Set(spec.stages.indices))
  }

  @Test("a spec is worked out the same way every time", arguments: UInt64(0)..<20)
  func repeatable(seed: UInt64) throws {
    let text = RandomSpec(seed: seed, shuffled: true).text
    #expect(
      try GraphText.dot(DrawnGraph(cellsOf: makePlan(text)))
        == GraphText.dot(DrawnGraph(cellsOf: makePlan(text))))
  }
}
