internal import Pipeline
internal import Spec

/// Makes the jobs of a run's stages.
struct JobMaker {
  private let store: any StageStore
  /// Name that distinguishes the attempts of this run from those of others.
  private let session: String
  private let logFile: (StageID) throws -> String
  /// Whether jobs run on other machines.
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
      attempt: launch.attempt, resources: resources(of: stage, launch))
  }

  private func resources(of stage: PlannedStage, _ launch: RunState.Launch) -> StageResources {
    var resources = stage.resources
    // Where stages run elsewhere, the executor makes the request grow by a rule of its own.
    let factor = isElsewhere ? 1 : launch.memoryFactor
    resources.memory = resources.memory.map { memory in
      let (product, isTooLarge) = memory.multipliedReportingOverflow(by: factor)
      return isTooLarge ? .max : product
    }
    return resources
  }
}
