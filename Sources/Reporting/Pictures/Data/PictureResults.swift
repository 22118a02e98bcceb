package import Pipeline

/// When a stage ran in a run.
package struct RunSpan: Sendable {
  package let stage: String
  package let cell: [Coordinate]
  /// Seconds since the first stage began.
  package let start: Double
  package let end: Double
  package let status: String

  package init(
    stage: String, cell: [Coordinate], start: Double, end: Double, status: String
  ) {
    self.stage = stage
    self.cell = cell
    self.start = start
    self.end = end
    self.status = status
  }
}

/// Everything stored of a plan that pictures may show.
package struct PictureResults: Sendable {
  let plan: Plan
  let rows: ResultRows
  let timings: ResultRows
  let absent: [StageID: Table.Absence]
  let spans: [RunSpan]

  /// - Parameters:
  ///   - rows: The metrics of the plan's finished stages, curves included.
  ///   - timings: What was measured while these stages ran, such as seconds.
  ///   - absent: The plan's stages that should have metrics and don't.
  ///   - spans: What ran when in the last run.
  package init(
    _ plan: Plan, rows: ResultRows, timings: ResultRows = ResultRows(),
    absent: [StageID: Table.Absence] = [:], spans: [RunSpan] = []
  ) {
    self.plan = plan
    self.rows = rows
    self.timings = timings
    self.absent = absent
    self.spans = spans
  }
}
