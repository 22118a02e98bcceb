/// A finished stage in one cell, as other programs know a run: with options, metrics and times.
package struct StageRun: Sendable {
  /// A value of a metric; a final one has the last step of the stage.
  package struct Point: Equatable, Sendable {
    package let metric: String
    package let step: Int
    package let value: Double

    package init(metric: String, step: Int, value: Double) {
      (self.metric, self.step, self.value) = (metric, step, value)
    }
  }

  /// The stage's name with its cell, such as `score[arm=mpo,seed=1]`.
  package let name: String
  /// The stage's key.
  package let fingerprint: String
  /// The stage's name in the spec.
  package let stage: String
  package let kind: String
  /// The coordinates by axis.
  package let cell: [(axis: String, label: String)]
  /// The options as texts, by name.
  package let options: [(name: String, value: String)]
  /// When the stage was begun and finished, in milliseconds since 1970.
  package let begun: Int
  package let finished: Int
  /// In the order of steps, metric by metric.
  package let points: [Point]

  package init(
    name: String, fingerprint: String, stage: String, kind: String,
    cell: [(axis: String, label: String)], options: [(name: String, value: String)], begun: Int,
    finished: Int, points: [Point]
  ) {
    (self.name, self.fingerprint, self.stage, self.kind) = (name, fingerprint, stage, kind)
    (self.cell, self.options, self.begun, self.finished) = (cell, options, begun, finished)
    self.points = points
  }
}
