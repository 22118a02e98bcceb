import Pipeline
import Storage

extension StoreBench {
  /// Notes a run of an experiment in which every stage came to the same end.
  @discardableResult
  func noteRun(
    of experiment: String = "bench", _ stages: [PlannedStage], _ status: RunStageStatus,
    _ end: RunStatus, in store: ResultsStore
  ) throws -> Int {
    let plan = Plan(
      experiment: experiment, about: "", axes: [], cells: [[]], stages: stages, tables: [])
    let run = try store.beginRun(plan, request)
    let changes = try stages.map {
      RunStageChange($0.id, status, fingerprint: try StoreBench.key($0).fingerprint)
    }
    try store.note(changes, run: run)
    try store.finishRun(run, end)
    return run
  }
}
