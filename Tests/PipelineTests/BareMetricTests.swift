import Options
import Pipeline
import Statistics
import Testing

/// Columns that name a metric without its stage.
@Suite("metrics without a stage")
struct BareMetricTests {
  private static func kind(_ name: String, leaving metrics: [String]?) -> StageDeclaration {
    StageDeclaration(
      kind: name, version: 1, about: name, produces: "part", options: [],
      metrics: metrics?.map { MetricDeclaration($0, "a number", digits: 4) })
  }

  private static let kinds = [
    kind("make", leaving: ["parameters", "loss"]), kind("score", leaving: ["parameters", "f1"]),
    kind("read", leaving: ["tokens.SPLIT"]), kind("run", leaving: nil),
  ]

  private static func spec(_ columns: String, more: String = "") -> String {
    """
    stages:
      text: {kind: read}
      start: {kind: make}
      score: {kind: score}
    \(more)tables: {main: {columns: [\(columns)]}}
    """
  }

  private func owners(_ columns: String, more: String = "") throws -> [String: String] {
    try #require(try makePlan(Self.spec(columns, more: more), Self.kinds).tables.first).stages
  }

  @Test("is the only stage's that leaves it, or the only one's of those that the table names")
  func owner() throws {
    #expect(try owners("loss, f1") == ["loss": "start", "f1": "score"])
    #expect(try owners("parameters, score.f1") == ["parameters": "score"])
    #expect(try owners("start.loss, parameters") == ["parameters": "start"])
    #expect(try owners("parameters, text.tokens.train, start.loss") == ["parameters": "start"])
  }

  @Test(
    "is the only one's that varies over the rows, where the other columns name none that has it")
  func varying() throws {
    let spec = """
      sweep: {size: [1, 2], seed: [1, 2]}
      stages:
        first: {kind: make}
        start: {kind: make, size: "${size}"}
        score: {kind: score, size: "${seed}"}
      tables: {main: {rows: [size], columns: [parameters]}, all: {rows: [], columns: [f1]}}
      """
    let size = OptionDeclaration("size", .integer(0...9), .optional, "a size")
    let kinds = ["make", "score"].map { name in
      StageDeclaration(
        kind: name, version: 1, about: name, produces: "part", options: [size],
        metrics: [MetricDeclaration(name == "make" ? "parameters" : "f1", "a number", digits: 4)])
    }
    #expect(
      try makePlan(spec, kinds).tables.map(\.stages) == [["parameters": "start"], ["f1": "score"]])
    #expect(
      problem(spec.replacing("rows: [size]", with: "rows: []"), kinds)
        .contains("left by several stages: 'first', 'start'"))
  }

  @Test("of several stages is refused with their names")
  func several() {
    #expect(
      problem(Self.spec("parameters"), Self.kinds)
        == """
        test.yaml:6:27: error: columns: the metric 'parameters' is left by several stages: \
        'score', 'start'
          hint: write the one that is meant, such as score.parameters
        """)
    #expect(
      problem(Self.spec("parameters, start.loss, score.f1"), Self.kinds)
        .contains("left by several stages: 'score', 'start'"))
  }

  @Test("of no stage is refused, unless a stage may leave it whose metrics nobody knows before")
  func unknown() throws {
    #expect(
      problem(Self.spec("paramters"), Self.kinds)
        == """
        test.yaml:6:27: error: columns: no stage leaves a metric 'paramters'
          hint: did you mean 'parameters'?
        """)
    let more = "  command: {kind: run}\n"
    #expect(try owners("seconds_of_work, loss", more: more) == ["loss": "start"])
  }
}
