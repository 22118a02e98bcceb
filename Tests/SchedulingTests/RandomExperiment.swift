import Pipeline
import Options
import Spec
import TestSupport

/// A small experiment that is edited again and again.
struct RandomExperiment {
  /// A stage that reads stages of smaller number, or gathers one over an axis.
  struct Stage {
    var name: String
    var size: Int
    var inputs: [Int] = []
    /// Whether its size is the value on the axis.
    var usesAxis = false
    /// A stage that uses the axis, gathered over it.
    var gathers: Int?
  }

  private(set) var stages: [Stage] = []
  private(set) var labels: [Int] = [1, 2]
  private var numbers: SeededNumbers
  private var named = 0

  init(seed: UInt64) {
    numbers = SeededNumbers(seed: seed)
    for _ in 0..<Int.random(in: 2...8, using: &numbers) { addStage() }
  }

  /// Changes something that may change results: an option, an edge, a stage, a value of the axis or
  /// a name.
  mutating func edit() {
    let index = Int.random(in: stages.indices, using: &numbers)
    switch Int.random(in: 0..<7, using: &numbers) {
    case 0, 1: stages[index].size = Int.random(in: 0..<4, using: &numbers)
    case 2: stages[index].inputs = inputs(below: index)
    case 3: addStage()
    case 4: if stages.count > 2 { removeLast() }
    case 5: labels = Array(1...Int.random(in: 1...3, using: &numbers))
    default: stages[index].name = newName()
    }
  }

  /// Writes the spec in a style that is drawn anew each time: order of keys, comments, quotes, flow
  /// or block.
  mutating func text() -> String {
    var sections = [
      "sweep: {n: [\(labels.map { "\($0)" }.joined(separator: ", "))]}", stagesText(),
    ]
    sections.shuffle(using: &numbers)
    return (["experiment: test"] + sections).joined(separator: "\n") + "\n"
  }

  private mutating func stagesText() -> String {
    var lines = ["stages:"]
    for index in stages.indices.shuffled(using: &numbers) {
      if Bool.random(using: &numbers) { lines.append("  # stage \(index)") }
      var members = members(of: stages[index])
      members.shuffle(using: &numbers)
      if Bool.random(using: &numbers) {
        let flow = members.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
        lines.append("  \(stages[index].name): {\(flow)}")
      } else {
        lines.append("  \(stages[index].name):")
        lines += members.map { "    \($0.name):  \($0.value)" }
      }
    }
    return lines.joined(separator: "\n")
  }

  private func members(of stage: Stage) -> [(name: String, value: String)] {
    let size = stage.usesAxis ? "\"${n}\"" : "\(stage.size)"
    if let gathered = stage.gathers {
      return [
        ("kind", "gather"), ("over", "n"), ("from", stages[gathered].name),
        ("size", "\(stage.size)"),
      ]
    }
    let names = stage.inputs.map { stages[$0].name }
    return [
      ("kind", "work"), ("size", size), ("from", "[\(names.joined(separator: ", "))]"),
    ]
  }

  private mutating func addStage() {
    var stage = Stage(name: newName(), size: Int.random(in: 0..<4, using: &numbers))
    let varying = stages.indices.filter { stages[$0].usesAxis }
    if let gathered = varying.randomElement(using: &numbers), Bool.random(using: &numbers) {
      stage.gathers = gathered
    } else {
      stage.usesAxis = Int.random(in: 0..<3, using: &numbers) == 0
      stage.inputs = inputs(below: stages.count)
    }
    stages.append(stage)
  }

  private mutating func removeLast() {
    let last = stages.count - 1
    let isRead = stages.contains { $0.inputs.contains(last) || $0.gathers == last }
    if !isRead { stages.removeLast() }
  }

  /// Draws stages that a stage may read; one that gathers reads none, so that nothing gathers in
  /// vain.
  private mutating func inputs(below index: Int) -> [Int] {
    if stages.indices.contains(index), stages[index].gathers != nil { return [] }
    let count = min(index, Int.random(in: 0...2, using: &numbers))
    return (0..<count).map { _ in Int.random(in: 0..<index, using: &numbers) }
  }

  private mutating func newName() -> String {
    named += 1
    return "s\(named)"
  }
}

/// The stage kinds of a random experiment; each has one of three values as its result, so that
/// different inputs often lead to equal results.
enum RandomKinds {
  static let all = [work, gather]

  static let work = StageDeclaration(
    kind: "work", version: 1, about: "adds up what it reads", produces: "part",
    options: [
      OptionDeclaration("size", .integer(0...100), .required, "a number"),
      OptionDeclaration("from", .list(.stage(producing: ["part"])), .optional, "parts"),
    ])

  static let gather = StageDeclaration(
    kind: "gather", version: 1, about: "adds up an axis", produces: "part",
    options: [
      OptionDeclaration("over", .axis, .required, "the axis"),
      OptionDeclaration("from", .stage(producing: ["part"]), .required, "parts"),
      OptionDeclaration("size", .integer(0...100), .required, "a number"),
    ])

  static func metric(of job: StageJob) -> Metric {
    let sum = job.inputs.reduce(job.options["size"]?.integer ?? 0) { sum, input in
      sum + Int(input.metrics.first?.value ?? 0)
    }
    return Metric("value", Double(sum % 3))
  }
}
