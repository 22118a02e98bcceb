internal import Options
internal import Spec
internal import Statistics
internal import YAML

/// Whether the stages of a spec leave the metrics that it names.
struct MetricCheck {
  /// What is asked of a stage whose kind can't say before it has run is taken on trust.
  private let kinds: [String: StageDeclaration]
  /// Whether every metric of every stage is known.
  private let isComplete: Bool

  /// - Parameters:
  ///   - kinds: By the names of the stages, of those whose kind is known.
  ///   - stageCount: Of all stages.
  init(_ kinds: [String: StageDeclaration], stageCount: Int) {
    self.kinds = kinds
    isComplete = kinds.count == stageCount && kinds.values.allSatisfy { $0.metrics != nil }
  }

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

  /// The stages whose kinds leave a metric, in alphabetical order.
  func stages(leaving metric: String) -> [String] {
    kinds.filter { $0.value.metrics?.contains { $0.fits(metric) } ?? false }.keys.sorted()
  }

  /// Finds the one stage whose metric a column without a stage is: the only one that leaves it, or
  /// of several, the only one that the table's other columns name, or that varies over its rows.
  ///
  /// - Parameters:
  ///   - named: The stages that the other columns name.
  ///   - varying: Whether a stage has other figures in every row.
  /// - Returns: nil where there is no such stage, which is told, and where a stage may leave it
  ///   whose metrics are known only when it has run.
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
      tellUnknown(column, problems: &problems)
    } else {
      let stages = leaving.map { "'\($0)'" }.joined(separator: ", ")
      problems.add(
        at: column.mark, "columns: the metric '\(metric)' is left by several stages: \(stages)",
        hint: "write the one that is meant, such as \((nearest.last ?? leaving[0])).\(metric)")
    }
    return nil
  }

  private func tellUnknown(_ column: LocatedText, problems: inout Problems) {
    guard isComplete else { return }
    let names = Set(kinds.values.flatMap { $0.metrics ?? [] }.map(\.name)).sorted()
    problems.add(
      at: column.mark, "columns: no stage leaves a metric '\(column.text)'",
      hint: Suggestion.hint(for: column.text, among: names, noun: "metric"))
  }
}
