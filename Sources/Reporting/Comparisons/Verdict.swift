internal import Options
internal import Pipeline
internal import Statistics

/// What a comparison says of an arm, at the level 0.05.
enum Verdict: String {
  case better, worse
  /// Different, where neither direction is the better one.
  case higher, lower
  /// Within the margin.
  case equivalent
  case undecided
  /// The baseline under other seeds, from which nothing distinguishes it.
  case same
  /// The baseline under other seeds, which differs all the same: so much do seeds alone.
  case differs

  private static let level = 0.05

  /// Judges an arm; nil for the baseline, and for arms without pairs.
  ///
  /// Equivalence goes first: a difference that is shown to be within the margin doesn't matter,
  /// even where it isn't zero.
  init?(_ arm: ArmMetrics, _ comparison: Comparison) {
    guard !arm.isBaseline, let difference = arm[.armDifference] else { return nil }
    let isJudged = arm.pairs >= ArmMetrics.fewestPairs
    if arm.isBaselineAgain {
      self = isJudged && arm[.armP] ?? 1 < Self.level ? .differs : .same
    } else if isJudged, arm[.armEquivalence] ?? 1 < Self.level {
      self = .equivalent
    } else if isJudged, arm[.armAdjustedP] ?? 1 < Self.level {
      self = Verdict(of: difference, comparison.preference)
    } else {
      self = .undecided
    }
  }

  private init(of difference: Double, _ preference: MetricDeclaration.Better) {
    switch preference {
    case .higher: self = difference > 0 ? .better : .worse
    case .lower: self = difference < 0 ? .better : .worse
    case .neither: self = difference > 0 ? .higher : .lower
    }
  }
}
