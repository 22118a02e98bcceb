internal import Options
package import Pipeline
internal import Statistics

/// The metrics that follow from a plan alone, as far as its tables and pictures name them.
///
/// They are no results: no stage leaves them, and nothing stores them. Most tables name none, and
/// then nothing is computed.
package enum PlannedMetrics {
  /// Computes the metrics of every stage of a plan that has some which are named.
  package static func rows(of plan: Plan) -> ResultRows {
    let named = names(in: plan)
    var rows = ResultRows()
    for stage in plan.stages {
      let wanted = stage.declaration.plannedMetrics.filter { metric in
        named.contains { $0 == metric.name || $0.hasSuffix(".\(metric.name)") }
      }
      guard !wanted.isEmpty, let outlook = plan.outlooks[stage.id] as? StageOutlook else {
        continue
      }
      let metrics = outlook.metrics().filter { metric in wanted.contains { $0.fits(metric.name) } }
      guard !metrics.isEmpty else { continue }
      let source = rows.add(ResultRows.Source(stage: stage.name, cell: stage.cell))
      for metric in metrics {
        rows.append(metric.name, step: nil, metric.value, ofSource: source)
      }
    }
    return rows
  }

  /// Collects everything that may be a metric's name in tables and pictures.
  private static func names(in plan: Plan) -> Set<String> {
    let columns = plan.tables.flatMap { table in
      table.columns + table.references.flatMap(\.metrics.values)
    }
    let options = plan.pictures.flatMap { ($0.options.map ?? [:]).values.compactMap(\.text) }
    return Set(columns + options)
  }
}
