package import Pipeline
internal import Spec

/// A stage whose results another stage's results were made from, directly or through others.
package struct LineageStep: Sendable, Equatable {
  package let stage: StageID
  package let work: StoredWork
}

extension ResultsStore {
  /// Returns the stages of a run that a finished stage of it was made from, in the order of the
  /// run, and the stage itself last.
  ///
  /// They are found by the contents that the records of the stage and of its inputs name.
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
