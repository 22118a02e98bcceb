package import Pipeline
internal import Spec

/// A stage that had a part in what another one left.
package struct LineageStep: Sendable, Equatable {
  package let stage: StageID
  package let work: StoredWork
}

extension ResultsStore {
  /// The stages of a run whose results a finished stage of it was made from, in the order of the
  /// run, and the stage itself as the last.
  ///
  /// They are told by the contents that its record names, and those that theirs do.
  package func lineage(of stage: RunStageRecord, in run: RunRecord) throws -> [LineageStep] {
    var wanted: Set<Fingerprint> = []
    var steps: [LineageStep] = []
    var isBefore = false
    for other in run.stages.reversed() {
      isBefore = isBefore || other.id == stage.id
      guard isBefore, let fingerprint = other.fingerprint,
        let record = try stages.record(of: fingerprint),
        other.id == stage.id || wanted.remove(record.content) != nil
      else { continue }
      wanted.formUnion(record.inputs.compactMap(\.content))
      steps.append(
        LineageStep(
          stage: other.id,
          work: StoredWork(kind: record.kind, version: record.version, options: record.options)))
    }
    return steps.reversed()
  }
}
