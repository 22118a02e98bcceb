internal import Options
internal import Pipeline
internal import Statistics

/// Texts that several kinds of pictures have.
enum PictureWords {
  /// Returns a metric's name with its unit and the better direction, for an axis.
  static func axis(_ measure: Measure, _ data: PictureData, short: Bool = false) -> String {
    let declaration = data.declaration(of: measure)
    let unit = declaration?.unit.map { " (\($0))" } ?? ""
    let name = short ? measure.metric : measure.text
    return name + unit + direction(declaration?.better ?? .neither)
  }

  private static func direction(_ better: MetricDeclaration.Better) -> String {
    switch better {
    case .higher: ", higher is better"
    case .lower: ", lower is better"
    case .neither: ""
    }
  }

  /// Says what a mark is the mean of, and how many values it has.
  static func means(
    over axis: String?, silently others: [String], counts: [Int], _ spread: BandKind
  ) -> String {
    let axes = (axis.map { [$0] } ?? []) + others
    guard let least = counts.min(), let most = counts.max() else { return "" }
    let count = least == most ? "n = \(least)" : "n = \(least) to \(most)"
    if axes.isEmpty || most == 1 { return axes.isEmpty ? "" : "one value each" }
    let shown = spread == .interval && most < ArmMetrics.fewestPairs ? nil : spread.words
    return "mean over \(axes.joined(separator: " and ")), \(count)"
      + (shown.map { "; \($0)" } ?? "")
  }

  /// Says that there are too few values for an interval, where there are.
  static func fewness(_ counts: [Int], _ spread: BandKind) -> [String] {
    let few = counts.filter { $0 > 1 && $0 < ArmMetrics.fewestPairs }
    guard spread == .interval, !few.isEmpty else { return [] }
    return ["No interval is shown for means of fewer than \(ArmMetrics.fewestPairs) values."]
  }

  /// Says that a picture's values are means over axes that nothing names.
  static func silence(_ axes: [String]) -> [String] {
    axes.isEmpty
      ? []
      : ["Values are means also over \(axes.joined(separator: " and ")), which no option names."]
  }
}

/// The axis whose cells are repetitions of one thing.
enum Repetition {
  /// Returns the axis that a plan's tables average over or its comparisons pair by; nil where the
  /// stage doesn't vary over it.
  static func axis(of stage: String, in plan: Plan) -> String? {
    let paired = plan.stages.lazy.filter { $0.declaration.produces == Comparison.product }
      .compactMap { $0.options["pair"]?.text ?? $0.options["pair"]?.list?.first?.text }
    let candidates = plan.tables.compactMap(\.over) + (paired.first.map { [$0] } ?? []) + ["seed"]
    let own = Set(plan.stages.first { $0.name == stage }?.cell.map(\.axis) ?? [])
    return candidates.first(where: own.contains)
  }
}
