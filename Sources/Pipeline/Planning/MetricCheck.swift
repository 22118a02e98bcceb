internal import Options
internal import Spec
internal import Statistics
internal import YAML

/// Checks whether the stages of a spec leave the metrics that it names.
struct MetricCheck {
  /// Kinds by the names of their stages; metrics of a kind that knows its own only after it has run
  /// are not checked.
  private let kinds: [String: StageDeclaration]
  /// Whether every metric of every stage is known.
  private let isComplete: Bool

  /// Makes a check of the metrics of some stages.
  ///
  /// - Parameters:
  ///   - kinds: The kinds of stages, by the stages' names, as far as they are known.
  ///   - stageCount: The number of all stages.
  init(_ kinds: [String: StageDeclaration], stageCount: Int) {
    self.kinds = kinds
    isComplete = kinds.count == stageCount && kinds.values.allSatisfy { $0.metrics != nil }
  }

  /// Checks a metric of one stage.
  ///
  /// - Parameters:
  ///   - owner: Key of the spec that names the metric, with which messages begin, such as
  ///     `columns` or `measure`.
  ///   - isShown: Whether the metric is shown alone, so that it may be one that follows from the
  ///     plan.
  func check(
    _ metric: String, ofStage stage: String, namedBy owner: String, at mark: Mark,
    isShown: Bool = false, problems: inout Problems
  ) {
    guard let kind = kinds[stage], let stored = kind.metrics else { return }
    let known = stored + (isShown ? kind.plannedMetrics : [])
    if known.contains(where: { $0.fits(metric) }) { return }
    problems.add(
      at: mark, "\(owner): '\(stage)' (\(kind.kind)) leaves no metric '\(metric)'",
      hint: Self.hint(for: metric, among: known))
  }

  /// Returns the stages whose metric a table may show, in alphabetical order.
  func stages(leaving metric: String) -> [String] {
    kinds.filter { $0.value.shownMetrics?.contains { $0.fits(metric) } ?? false }.keys.sorted()
  }

  /// Finds the only stage whose metric a column may be that names no stage.
  ///
  /// It is the only stage that leaves the metric or, among several, the only one that the table's
  /// other columns name, or the only one that varies over its rows.
  ///
  /// - Parameters:
  ///   - named: The stages that the other columns name.
  ///   - varying: Whether a stage has another value of the metric in every row.
  /// - Returns: nil where there is no such stage, which is reported, and where a stage may leave
  ///   the metric whose metrics are known only when it has run.
  func stage(
    of column: LocatedText, among named: Set<String>, varying: (String) -> Bool,
    problems: inout Problems
  ) -> String? {
    let metric = column.text
    let leaving = stages(leaving: metric)
    let nearest = leaving.filter(named.contains)
    for candidates in [leaving, nearest, nearest.isEmpty ? leaving.filter(varying) : []]
    where candidates.count == 1 {
      return candidates[0]
    }
    if leaving.isEmpty {
      reportUnknown(column, problems: &problems)
    } else {
      let stages = leaving.map { "'\($0)'" }.joined(separator: ", ")
      problems.add(
        at: column.mark, "columns: the metric '\(metric)' is left by several stages: \(stages)",
        hint: "write the one that is meant, such as \((nearest.last ?? leaving[0])).\(metric)")
    }
    return nil
  }

  private func reportUnknown(_ column: LocatedText, problems: inout Problems) {
    guard isComplete else { return }
    let known = Set(kinds.values.flatMap { $0.shownMetrics ?? [] })
    problems.add(
      at: column.mark, "columns: no stage leaves a metric '\(column.text)'",
      hint: Self.hint(for: column.text, among: known.sorted { $0.name < $1.name }))
  }

  private static func hint(for metric: String, among known: [MetricDeclaration]) -> String {
    let current = known.lazy.compactMap { $0.currentName(of: metric) }.first
    return Suggestion.hint(
      for: metric, among: known.map(\.name), former: current.map { [metric: $0] } ?? [:],
      noun: "metric")
  }
}

extension StageDeclaration {
  /// All metrics that tables may show; nil where some are known only when a stage has run.
  fileprivate var shownMetrics: [MetricDeclaration]? { metrics.map { $0 + plannedMetrics } }
}
