internal import Pipeline
internal import Spec

/// Makes the jobs of a run's stages.
struct JobMaker {
  private let store: any StageStore
  /// Tells the attempts of this run from those of others.
  private let session: String
  private let logFile: (StageID) throws -> String
  /// Whether jobs don't run on this machine.
  private let isElsewhere: Bool

  init(
    store: any StageStore, session: String, isElsewhere: Bool,
    logFile: @escaping (StageID) throws -> String
  ) {
    self.store = store
    self.session = session
    self.isElsewhere = isElsewhere
    self.logFile = logFile
  }

  func job(
    of stage: PlannedStage, _ key: Fingerprint, _ launch: RunState.Launch,
    reading inputs: [StageJob.Input]
  ) throws -> StageJob {
    StageJob(
      id: stage.id.description, kind: stage.declaration.kind, options: stage.options,
      inputs: inputs,
      workFolder: try store.workFolder(for: key, attempt: "\(session).\(launch.attempt)"),
      logFile: try logFile(stage.id), threads: launch.threads, key: key,
      attempt: launch.attempt, terms: terms(of: stage, launch))
  }

  private func terms(of stage: PlannedStage, _ launch: RunState.Launch) -> StageTerms {
    var terms = stage.terms
    // Where stages run elsewhere, what is asked for there grows by that place's own rule.
    let factor = isElsewhere ? 1 : launch.memoryFactor
    terms.memory = terms.memory.map { memory in
      let (product, isTooLarge) = memory.multipliedReportingOverflow(by: factor)
      return isTooLarge ? .max : product
    }
    return terms
  }
}
