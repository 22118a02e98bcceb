package import Pipeline
package import Spec

/// The status of a run.
package enum RunStatus: String, Sendable {
  case running, done, failed, interrupted
}

/// The status of a stage of a run; `waiting` after the end means that the run never came to it.
package enum RunStageStatus: String, Sendable, CaseIterable {
  case waiting, running, cached, done, failed, interrupted, skipped

  /// Whether the stage's metrics are there.
  package var isFinished: Bool { self == .done || self == .cached }
}

/// The request that a run was begun with.
package struct RunRequest: Sendable {
  package let specFile: String
  package let specText: String
  /// The files that the spec includes, directly or not.
  package let included: [IncludedFile]
  package let command: String
  /// The git commit of the spec's folder; nil outside git.
  package let revision: String?

  package init(
    specFile: String, specText: String, included: [IncludedFile] = [], command: String,
    revision: String? = nil
  ) {
    (self.specFile, self.specText, self.included) = (specFile, specText, included)
    (self.command, self.revision) = (command, revision)
  }
}

extension RunRequest {
  /// The paths of the included files, separated by commas; nil where there are none.
  package var includedPaths: String? {
    included.isEmpty ? nil : included.map(\.path).joined(separator: ", ")
  }
}

/// A change to a stage of a run; properties that are nil stay as they were.
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

/// A run in brief, as `bondlab runs` lists it.
package struct RunSummary: Sendable, Equatable {
  package let id: Int
  package let experiment: String
  /// When the run began, such as `2026-11-23T18:55:48Z`.
  package let started: String
  package let finished: String?
  package let status: RunStatus
  /// Number of stages with each status; statuses that no stage has are left out.
  package let stages: [RunStageStatus: Int]
}

/// Everything that is recorded about a run.
package struct RunRecord: Sendable {
  package let summary: RunSummary
  package let request: RunRequest
  package let version: String
  package let host: String
  /// The process's ``Surroundings/environment``, a JSON object of texts.
  package let environment: String
  /// In the order of the plan.
  package let stages: [RunStageRecord]
}

extension RunSummary {
  /// The summary of a run whose process is gone: interrupted, unless it had ended before.
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
  /// The record of a run whose process is gone: interrupted, unless it had ended before.
  var interrupted: RunRecord {
    guard summary.status == .running else { return self }
    return RunRecord(
      summary: summary.interrupted, request: request, version: version, host: host,
      environment: environment, stages: stages.map(\.interrupted))
  }
}

extension RunStageRecord {
  /// The stage of a run whose process is gone.
  fileprivate var interrupted: RunStageRecord {
    guard status == .running else { return self }
    var record = self
    record.status = .interrupted
    return record
  }
}

/// The work of a finished stage, as its record describes it.
package struct StoredWork: Equatable, Sendable {
  package let kind: String
  package let version: Int
  /// The stage's options, as canonical JSON.
  package let options: String
}

/// A stage of a run.
package struct RunStageRecord: Sendable, Equatable {
  package let id: StageID
  /// The stage's name in the spec.
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
