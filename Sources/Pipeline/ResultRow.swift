/// One figure of one stage of one cell, as stored and as tables are made from.
package struct ResultRow: Hashable, Sendable {
  /// Only the axes that the stage depends on, in the order of the spec.
  package let cell: [Coordinate]
  /// The stage, as the spec names it.
  package let stage: String
  package let metric: String
  /// nil for a final figure; a curve has one row a step.
  package let step: Int?
  package let value: Double

  package init(cell: [Coordinate], stage: String, metric: String, step: Int?, value: Double) {
    self.cell = cell
    self.stage = stage
    self.metric = metric
    (self.step, self.value) = (step, value)
  }
}
