internal import Options
internal import Spec
internal import Statistics
internal import YAML

/// Whether the stages of a spec leave the metrics that it names.
struct MetricCheck {
  /// What is asked of a stage whose kind can't say before it has run is taken on trust.
  private let kinds: [String: StageDeclaration]

  /// - Parameter kinds: By the names of the stages, of those whose kind is known.
  init(_ kinds: [String: StageDeclaration]) { self.kinds = kinds }

  /// Checks a metric of one stage.
  ///
  /// - Parameter owner: What names it, as messages begin: `columns`, `measure`.
  func check(
    _ metric: String, ofStage stage: String, namedBy owner: String, at mark: Mark,
    problems: inout Problems
  ) {
    guard let kind = kinds[stage], let known = kind.metrics else { return }
    if known.contains(where: { $0.fits(metric) }) { return }
    problems.add(
      at: mark, "\(owner): '\(stage)' (\(kind.kind)) leaves no metric '\(metric)'",
      hint: Suggestion.hint(for: metric, among: known.map(\.name), noun: "metric"))
  }

  /// Checks a metric that any stage may leave.
  func check(
    _ metric: String, namedBy owner: String, at mark: Mark, problems: inout Problems
  ) {
    var known: [String] = []
    for kind in kinds.values {
      guard let metrics = kind.metrics else { return }
      if metrics.contains(where: { $0.fits(metric) }) { return }
      known += metrics.map(\.name)
    }
    problems.add(
      at: mark, "\(owner): no stage leaves a metric '\(metric)'",
      hint: Suggestion.hint(for: metric, among: Set(known).sorted(), noun: "metric"))
  }
}
