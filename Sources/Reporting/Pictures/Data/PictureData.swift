internal import Options
internal import Pipeline
internal import Statistics

/// A metric of a stage, as pictures name it.
struct Measure: Hashable {
  let stage: String
  let metric: String

  init(stage: String, metric: String) { (self.stage, self.metric) = (stage, metric) }

  /// Reads a column of a table; nil where it isn't known whose metric it is.
  ///
  /// - Parameter owner: The stage whose metric it is, where the column names none.
  init?(_ column: String, owner: String?, in plan: Plan) {
    let parts = column.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2, plan.stages.contains(where: { $0.name == parts[0] }) {
      self.init(stage: parts[0], metric: parts[1])
    } else if let owner {
      self.init(stage: owner, metric: column)
    } else {
      return nil
    }
  }

  var text: String { "\(stage).\(metric)" }

  /// Whether the metric is known to be better higher or lower.
  var hasDirection: Bool {
    MetricCatalog.all.contains { $0.fits(metric) && $0.better != .neither }
  }
}

/// A metric's final value in one cell.
struct Observation {
  let cell: [Coordinate]
  /// nil where there is none.
  let value: Double?
  /// Why the stage has no metrics; nil where it has some.
  let absence: Table.Absence?
}

/// A metric's values in one cell, by their steps.
struct ObservedCurve {
  let cell: [Coordinate]
  let points: [(step: Int, value: Double)]
  let absence: Table.Absence?
}

/// The stored results that a picture is drawn from.
struct PictureData {
  let plan: Plan
  /// What ran when in the last run.
  let spans: [RunSpan]
  private let rows: ResultRows
  private let timings: ResultRows
  let absent: [StageID: Table.Absence]
  /// Names of the stages that the picture's options name, by the options' roles.
  private let stages: [String: String]

  init(_ results: PictureResults, stages: [String: String]) {
    plan = results.plan
    spans = results.spans
    rows = results.rows
    timings = results.timings
    absent = results.absent
    self.stages = stages
  }

  /// Returns the metric that an option names; nil where the option was left out.
  func measure(_ option: MeasuredMetric) -> Measure? {
    stages[option.role].map { Measure(stage: $0, metric: option.name) }
  }

  /// Returns the name of the stage that an option names; nil where the option was left out.
  func stage(_ option: StageInput) -> String? { stages[option.role] }

  /// The final values of all metrics of the plan's stages.
  var finals: FinalMetrics { FinalMetrics(rows, stages: plan.stages) }

  /// Returns what is known of a metric: that of the stage's kind, or another one of this name.
  func declaration(of measure: Measure) -> MetricDeclaration? {
    let kind = plan.stages.first { $0.name == measure.stage }?.declaration
    return (kind?.metrics ?? []).first { $0.fits(measure.metric) }
      ?? MetricCatalog.all.first { $0.fits(measure.metric) }
  }

  /// Returns a metric's final value in each cell of its stage, in the order of the plan.
  func observations(of measure: Measure) -> [Observation] {
    var values: [[Coordinate]: Double] = [:]
    for rows in [timings, self.rows] {
      visit(measure, in: rows) { source, step, value in
        if step == nil { values[source.cell] = value }
      }
    }
    return plan.stages.filter { $0.name == measure.stage }.map { stage in
      Observation(cell: stage.cell, value: values[stage.cell], absence: absent[stage.id])
    }
  }

  /// Returns a metric's curve in each cell of its stage, in the order of the plan and of its steps.
  func curves(of measure: Measure) -> [ObservedCurve] {
    var points: [[Coordinate]: [(step: Int, value: Double)]] = [:]
    visit(measure, in: rows) { source, step, value in
      if let step { points[source.cell, default: []].append((step, value)) }
    }
    return plan.stages.filter { $0.name == measure.stage }.map { stage in
      ObservedCurve(
        cell: stage.cell, points: (points[stage.cell] ?? []).sorted { $0.step < $1.step },
        absence: absent[stage.id])
    }
  }

  private func visit(
    _ measure: Measure, in rows: ResultRows,
    _ body: (ResultRows.Source, Int?, Double) -> Void
  ) {
    guard let metric = rows.metrics.firstIndex(of: measure.metric) else { return }
    let isWanted = rows.sources.map { $0.stage == measure.stage }
    for index in rows.indices where rows.metric(index) == metric && isWanted[rows.source(index)] {
      body(rows.sources[rows.source(index)], rows.step(index), rows.value(index))
    }
  }

  /// Returns the axes over which a stage varies, in the plan's order; one with a single value is
  /// none of them.
  func varyingAxes(of name: String) -> [String] {
    var labels: [String: Set<String>] = [:]
    for stage in plan.stages where stage.name == name {
      for coordinate in stage.cell { labels[coordinate.axis, default: []].insert(coordinate.label) }
    }
    return plan.axes.map(\.name).filter { (labels[$0]?.count ?? 0) > 1 }
  }

  /// Returns the labels of an axis in the plan's order.
  func labels(of axis: String) -> [String] { plan.axes.first { $0.name == axis }?.labels ?? [] }
}
