internal import Options
internal import Pipeline
internal import Statistics

/// Says in words what a comparison found in one cell: a sentence for each arm, and what bounds all
/// of them.
struct VerdictSentences {
  private let comparison: Comparison
  private let arms: [ArmMetrics]
  /// Number of trials from which each arm's options were chosen; no number where no search did.
  private let trials: [String: Int]
  /// The cell in brackets, such as ` [bond=4]`; empty where there is one cell alone.
  private let cell: String

  init(
    _ comparison: Comparison, _ arms: [ArmMetrics], trials: [String: Int], cell: [Coordinate]
  ) {
    (self.comparison, self.arms, self.trials) = (comparison, arms, trials)
    self.cell =
      cell.isEmpty ? "" : " [\(cell.map { "\($0.axis)=\($0.label)" }.joined(separator: ","))]"
  }

  /// One sentence for each arm that was compared.
  var all: [String] {
    arms.compactMap { arm in
      guard let verdict = Verdict(arm, comparison) else { return nil }
      return "\(arm.name)\(cell): \(claim(verdict, arm)): \(figures(of: arm, verdict))"
        + rivals(of: arm) + "."
    }
  }

  /// Names the arms whose size alone may make the difference; nil where there are none.
  var sizeWarning: String? {
    let baseline = arms.first(where: \.isBaseline)
    let alone = arms.filter { arm in
      guard let baseline, !arm.isBaseline, arm.pairs > 0, arm.size != nil, baseline.size != nil
      else { return false }
      return !arm.isOfSize(baseline) && rival(of: arm) == nil
    }
    guard !alone.isEmpty else { return nil }
    let names = alone.map(\.name).joined(separator: ", ")
    return "No arm of equal size (within 5 %) stands beside \(names)\(cell): size alone may "
      + "make \(alone.count == 1 ? "its difference" : "their differences")."
  }

  /// Says that searches tried more options of some arms than of others; nil where they didn't.
  ///
  /// - Parameter namesCell: Whether the cell is named, as others may have other numbers.
  func trialsWarning(namesCell: Bool) -> String? {
    let counts = arms.map { trials[$0.name] ?? 0 }
    guard Set(counts).count > 1 else { return nil }
    let groups = Set(counts).sorted(by: >).map { count in
      let names = zip(arms, counts).filter { $0.1 == count }.map(\.0.name)
      return "\(names.joined(separator: ", ")) of \(count == 0 ? "none" : "\(count)")"
    }
    return "Options were chosen from unequal numbers of trials\(namesCell ? cell : ""): "
      + "\(groups.joined(separator: "; ")); tuning alone may make the difference."
  }

  /// The other arm of the most equal size, if one is within 5 %.
  private func rival(of arm: ArmMetrics) -> ArmMetrics? {
    let others = arms.filter { other in
      other.name != arm.name && !other.isBaseline && !other.isBaselineAgain && other.pairs > 0
        && arm.isOfSize(other)
    }
    let distances = others.map { abs(($0.size ?? 0) / (arm.size ?? 1) - 1) }
    return zip(others, distances).min { $0.1 < $1.1 }?.0
  }

  private func claim(_ verdict: Verdict, _ arm: ArmMetrics) -> String {
    let baseline = comparison.baseline
    return switch verdict {
    case .better, .worse, .higher, .lower: "\(verdict.rawValue) than \(baseline)"
    case .equivalent:
      "equivalent to \(baseline) within \(NumberText.readable(comparison.margin ?? 0))"
    case .undecided: "undecided against \(baseline)"
    case .same: "\(baseline) under other seeds, and does not differ from it"
    case .differs:
      "\(baseline) under other seeds, yet differs from it, so this comparison finds what isn't "
        + "there"
    }
  }

  private func figures(of arm: ArmMetrics, _ verdict: Verdict) -> String {
    var parts = ["\(arm.pairs) pair\(arm.pairs == 1 ? "" : "s")"]
    if arm.pairs < ArmMetrics.fewestPairs {
      parts.append("below \(ArmMetrics.fewestPairs) there is no interval")
    }
    if let p = arm.isBaselineAgain ? arm[.armP] : arm[.armAdjustedP] {
      parts.append("p = \(NumberText.readable(p))\(arm.isBaselineAgain ? "" : " by Holm")")
    }
    if verdict == .equivalent, let p = arm[.armEquivalence] {
      parts.append("p = \(NumberText.readable(p)) of a difference beyond the margin")
    }
    if let p = arm[.armMcNemar] { parts.append("p = \(NumberText.readable(p)) by McNemar") }
    if let wins = arm[.armWins], arm.pairs > 1 { parts.append("\(Int(wins)) won") }
    if verdict == .undecided, let least = arm[.armDetectable],
      arm.pairs >= ArmMetrics.fewestPairs
    {
      parts.append("with 80 % power these would show \(NumberText.readable(least))")
    }
    return "\(difference(of: arm)) (\(parts.joined(separator: ", ")))"
  }

  private func difference(of arm: ArmMetrics) -> String {
    let text = NumberText.signed(arm[.armDifference] ?? .nan)
    let interval = arm.interval.map { low, high in
      ", 95 % \(NumberText.signed(low)) to \(NumberText.signed(high))"
    }
    return text + (interval ?? "")
  }

  /// Says how the arm of equal size did; empty where there is none.
  private func rivals(of arm: ArmMetrics) -> String {
    guard !arm.isBaselineAgain, let rival = rival(of: arm), let verdict = Verdict(rival, comparison)
    else { return "" }
    let share = NumberText.fixed((rival.size ?? 0) / (arm.size ?? 1), decimals: 2)
    return "; beside it \(rival.name), \(share) times as large: \(difference(of: rival)), "
      + verdict.rawValue
  }
}
