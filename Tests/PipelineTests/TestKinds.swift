import Options
import Pipeline
import Spec
import Testing

/// Kinds of stages for plans that are never run.
enum TestKinds {
  static let all = [make, join, compare]

  private static let commonOptions = [
    OptionDeclaration("size", .integer(0...1000), .standard(.integer(1)), "a number"),
    OptionDeclaration("depth", .integer(0...1000), .optional, "another number"),
    OptionDeclaration("label", .text, .optional, "a text"),
  ]

  /// A kind that reads no other stage.
  static let make = StageDeclaration(
    kind: "make", version: 1, about: "makes a part", produces: "part", options: commonOptions)

  /// A kind that reads up to two stages.
  static let join = StageDeclaration(
    kind: "join", version: 1, about: "joins two parts", produces: "part",
    options: commonOptions + [
      OptionDeclaration("first", .stage(producing: ["part", "comparison"]), .optional, "a part"),
      OptionDeclaration("second", .stage(producing: ["part"]), .optional, "another part"),
    ])

  /// A kind that gathers what it measures over one or two axes.
  static let compare = StageDeclaration(
    kind: "compare", version: 1, about: "compares the values of an axis", produces: "comparison",
    options: [
      OptionDeclaration("over", .axis, .required, "the axis"),
      OptionDeclaration("measure", .measure, .required, "the metric"),
      OptionDeclaration("pair", .axis, .optional, "the axis along which values are paired"),
      OptionDeclaration("label", .text, .optional, "a text"),
    ])
}

/// Plans a spec that lacks its first line, the experiment's name.
func makePlan(
  _ text: String, _ declarations: [StageDeclaration] = TestKinds.all, file: String = "test.yaml"
) throws -> Plan {
  let bytes = Array("experiment: test\n\(text)".utf8)
  return try Planner(declarations: declarations).plan(ExperimentSpec(bytes, file: file))
}

/// Returns the errors of such a spec.
func problem(_ text: String, _ declarations: [StageDeclaration] = TestKinds.all) -> String {
  let error = #expect(throws: SpecErrors.self) { try makePlan(text, declarations) }
  return error?.description ?? ""
}

extension Plan {
  /// The ids of all stages, in order.
  var ids: [String] { stages.map(\.id.description) }

  /// Finds the stage of an id.
  func stage(_ id: String) throws -> PlannedStage {
    try #require(stages.first { $0.id.description == id })
  }
}

extension PlannedStage {
  /// The ids of the stages that it reads, in order.
  var inputIDs: [String] { inputs.map(\.stage.description) }
}
