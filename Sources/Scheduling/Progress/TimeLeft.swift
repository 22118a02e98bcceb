internal import Pipeline

/// An estimate of the time until a run ends.
package struct TimeLeft: Equatable, Sendable {
  package let seconds: Double
  /// Number of stages that count for nothing in it, as nothing is known of their times.
  package let unknown: Int

  /// Estimates the time from what stages took.
  ///
  /// A running stage takes what it says itself. Any other takes what those of its name take in this
  /// run or, where none has come so far, what it took in an earlier one, or others of its name did.
  /// As many stages run side by side as do now.
  ///
  /// - Parameter past: Seconds that stages took in earlier runs, by their ids.
  /// - Returns: nil where nothing is left or nothing is known.
  package init?(_ stages: [WatchedStage], past: [String: Double]) {
    let present = Self.means(of: stages) { $0.expected }
    let former = Self.means(of: stages) { past[$0.id] }
    let left = stages.filter { !$0.isOver }
    let estimates = left.map { stage -> Double? in
      if let own = stage.secondsLeft { return own }
      let whole = present[stage.name] ?? past[stage.id] ?? former[stage.name]
      return whole.map { max(0, $0 - (stage.seconds ?? 0)) }
    }
    let sure = estimates.compactMap { $0 }
    guard let longest = sure.max() else { return nil }
    let side = max(1, left.count { $0.state == .running })
    seconds = max(longest, sure.reduce(0, +) / Double(side))
    unknown = estimates.count - sure.count
  }

  /// Returns the mean of what is known of the stages of each name.
  private static func means(
    of stages: [WatchedStage], _ seconds: (WatchedStage) -> Double?
  ) -> [String: Double] {
    var found: [String: [Double]] = [:]
    for stage in stages {
      if let seconds = seconds(stage) { found[stage.name, default: []].append(seconds) }
    }
    return found.mapValues { $0.reduce(0, +) / Double($0.count) }
  }

  /// The estimate in words, such as `about 3 min 05 s left`.
  package var words: String {
    "\(unknown == 0 ? "about" : "at least") \(ProgressText.duration(seconds)) left"
  }
}

extension WatchedStage {
  /// Seconds that it takes by its own account until it is done.
  fileprivate var secondsLeft: Double? {
    progress?.secondsLeft.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// Seconds that it takes in this run as a whole, as far as that is known.
  fileprivate var expected: Double? {
    switch state {
    case .done: seconds
    case .running: secondsLeft.map { $0 + (seconds ?? 0) }
    default: nil
    }
  }
}
