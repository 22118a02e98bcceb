internal import Reporting

/// The measurements of one tool on one graph, a row of the benchmark.
struct RunnerMeasurement {
  static let header = [
    "tool", "graph", "stages", "run_seconds", "engine_ms", "again_seconds", "plan_seconds",
    "plan_us_a_stage", "peak_bytes",
  ]

  let tool: String
  let graph: String
  private let stages: Int?
  /// Seconds of the first run.
  var run: Double?
  /// Seconds of the processes alone, without a runner.
  var bare: Double?
  /// Seconds of the same command when everything is done.
  var again: Double?
  /// Seconds of a plan.
  var plan: Double?
  /// Peak memory of the largest process, in bytes.
  var peak: Int?

  init(tool: String, graph: String) { (self.tool, self.graph, stages) = (tool, graph, nil) }

  init(tool: String, _ graph: RunnerGraph, run: Double? = nil) {
    self.tool = tool
    self.graph = graph.shape.rawValue
    stages = graph.stages
    self.run = run
  }

  var row: [Table.Cell] {
    func cell(_ value: Double?) -> Table.Cell { value.map { .number($0) } ?? .missing }
    let count = stages.map(Double.init)
    let engine = run.flatMap { run in bare.map { run - $0 } }
    return [
      .text(tool), .text(graph), stages.map { .whole($0) } ?? .missing, cell(run),
      cell(engine.flatMap { engine in count.map { 1e3 * engine / $0 } }), cell(again), cell(plan),
      cell(plan.flatMap { plan in count.map { 1e6 * plan / $0 } }),
      peak.map { .whole($0) } ?? .missing,
    ]
  }
}
