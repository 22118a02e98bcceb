internal import FoundationEssentials
internal import Pipeline
internal import Scheduling
internal import Stages

/// Estimates of the time that the pending stages of a plan will take, as far as there are any.
struct PlannedTimes {
  private let estimates: [Int: StageTimes.Estimate]
  /// Number of stages that will be done and have no estimate.
  private let unknown: Int

  init(_ pending: PendingStages, _ times: StageTimes) {
    var estimates: [Int: StageTimes.Estimate] = [:]
    var unknown = 0
    for (index, stage) in pending.plan.stages.enumerated() where pending.contains(index) {
      estimates[index] = times.estimate(stage, from: pending.resumptions[index])
      if estimates[index] == nil { unknown += 1 }
    }
    (self.estimates, self.unknown) = (estimates, unknown)
  }

  /// Returns the estimated seconds of a stage, by its index in the plan; nil for no estimate.
  func seconds(at index: Int) -> Double? { estimates[index]?.seconds }

  /// The time of all stages together, with its grounds; nil where nothing is to be done.
  var summary: String? {
    if estimates.isEmpty { return unknown > 0 ? "how long it takes is not known" : nil }
    let seconds = estimates.values.map(\.seconds)
    let (work, longest) = (seconds.reduce(0, +), seconds.max() ?? 0)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let least = max(work / Double(cores), longest)
    let sum =
      "about \(ProgressText.duration(work)) of work, "
      + "\(ProgressText.duration(least)) or more on \(cores) cores:"
    return ([sum] + grounds).joined(separator: "\n  ")
  }

  /// Such as `3 stages by what the same stage took before`, a line for each kind of estimate.
  private var grounds: [String] {
    let known = StageTimes.Basis.allCases.compactMap { basis -> String? in
      let count = estimates.values.count { $0.basis == basis }
      return count == 0 ? nil : "\(Self.stages(count)) \(words(for: basis))"
    }
    return known + (unknown > 0 ? ["\(Self.stages(unknown)) more without an estimate"] : [])
  }

  private static func stages(_ count: Int) -> String { "\(count) stage\(count == 1 ? "" : "s")" }

  private func words(for basis: StageTimes.Basis) -> String {
    switch basis {
    case .sameStage: "by what the same stage took before"
    case .sameKind: "by what others of their kind took"
    case .stated: "at \(Int(StageTimes.statedRate / 1e9)) GFLOP/s, as nothing was trained before"
    }
  }
}
