package import Pipeline
package import Spec

/// How a run stands.
package enum RunStatus: String, Sendable {
  case running, done, failed, interrupted
}

/// How a stage of a run stands; `waiting` after the end means that the run never came to it.
package enum RunStageStatus: String, Sendable, CaseIterable {
  case waiting, running, cached, done, failed, interrupted, skipped

  /// Whether the stage's figures are there.
  package var isFinished: Bool { self == .done || self == .cached }
}

/// What was asked for when a run began.
package struct RunRequest: Sendable {
  package let specFile: String
  package let specText: String
  package let command: String
  /// The git commit that the spec's folder was at; nil outside git.
  package let revision: String?

  package init(specFile: String, specText: String, command: String, revision: String? = nil) {
    (self.specFile, self.specText) = (specFile, specText)
    (self.command, self.revision) = (command, revision)
  }
}

/// Something that happened to a stage of a run; what is nil stays as it was.
package struct RunStageChange: Sendable {
  package var stage: StageID
  package var status: RunStageStatus
  package var fingerprint: Fingerprint?
  package var seconds: Double?
  package var log: String?
  package var message: String?

  package init(
    _ stage: StageID, _ status: RunStageStatus, fingerprint: Fingerprint? = nil,
    seconds: Double? = nil, log: String? = nil, message: String? = nil
  ) {
    self.stage = stage
    self.status = status
    self.fingerprint = fingerprint
    self.seconds = seconds
    self.log = log
    self.message = message
  }
}

/// A line of `bondlab runs`.
package struct RunSummary: Sendable, Equatable {
  package let id: Int
  package let experiment: String
  /// Such as `2026-11-23T18:55:48Z`.
  package let started: String
  package let finished: String?
  package let status: RunStatus
  /// Stages by status; those that none has are left out.
  package let stages: [RunStageStatus: Int]
}

/// Everything noted about a run.
package struct RunRecord: Sendable {
  package let summary: RunSummary
  package let request: RunRequest
  package let version: String
  package let host: String
  /// JSON: a map of texts.
  package let environment: String
  /// In the order of the plan.
  package let stages: [RunStageRecord]
}

extension RunSummary {
  /// The same where its process is gone; one that has come to its end stays as it is.
  var interrupted: RunSummary {
    guard status == .running else { return self }
    var stages = stages
    if let cut = stages.removeValue(forKey: .running) { stages[.interrupted, default: 0] += cut }
    return RunSummary(
      id: id, experiment: experiment, started: started, finished: finished, status: .interrupted,
      stages: stages)
  }
}

extension RunRecord {
  /// As ``RunSummary/interrupted``.
  var interrupted: RunRecord {
    guard summary.status == .running else { return self }
    return RunRecord(
      summary: summary.interrupted, request: request, version: version, host: host,
      environment: environment, stages: stages.map(\.interrupted))
  }
}

extension RunStageRecord {
  /// The same where the process of its run is gone.
  fileprivate var interrupted: RunStageRecord {
    guard status == .running else { return self }
    var record = self
    record.status = .interrupted
    return record
  }
}

/// What a finished stage did, as its record has it.
package struct StoredWork: Equatable, Sendable {
  package let kind: String
  package let version: Int
  /// Canonical JSON.
  package let options: String
}

/// A stage of a run.
package struct RunStageRecord: Sendable, Equatable {
  package let id: StageID
  /// As the spec names it.
  package let name: String
  package let cell: [Coordinate]
  package let fingerprint: Fingerprint?
  package fileprivate(set) var status: RunStageStatus
  package let started: String?
  package let finished: String?
  package let seconds: Double?
  package let attempts: Int
  package let log: String?
  package let message: String?
}
