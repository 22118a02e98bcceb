/// One value of a metric of one stage of one cell, as stored and as tables are made from.
package struct ResultRow: Hashable, Sendable {
  /// Values of the axes that the stage depends on, in the order of the spec.
  package let cell: [Coordinate]
  /// Name of the stage in the spec.
  package let stage: String
  package let metric: String
  /// Step of a curve, which has a row for each; nil for a final metric.
  package let step: Int?
  package let value: Double

  package init(cell: [Coordinate], stage: String, metric: String, step: Int?, value: Double) {
    self.cell = cell
    self.stage = stage
    self.metric = metric
    (self.step, self.value) = (step, value)
  }
}
