import Pipeline
import Spec
import Synchronization

/// A store in memory whose contents are metrics; it knows the recipes of what it has stored.
final class RecipeStore: StageStore {
  private struct State {
    var stages: [Fingerprint: FinishedStage] = [:]
    var metrics: [Fingerprint: [Metric]] = [:]
    var recipes: Set<Fingerprint> = []
    var lastKeys: [StageID: [KeyComponent]] = [:]
  }

  private struct Claim: StageClaim {
    func release() {}
  }

  private let state = Mutex(State())

  func finished(_ fingerprint: Fingerprint) -> FinishedStage? {
    state.withLock { $0.stages[fingerprint] }
  }

  func hasFinished(recipe: Fingerprint) -> Bool {
    state.withLock { $0.recipes.contains(recipe) }
  }

  func metrics(of fingerprint: Fingerprint) -> [Metric] {
    state.withLock { $0.metrics[fingerprint] ?? [] }
  }

  func claim(_ fingerprint: Fingerprint) -> (any StageClaim)? { Claim() }

  func save(_ output: StageOutput, of stage: PlannedStage, key: StageKey) -> FinishedStage {
    let finished = FinishedStage(
      fingerprint: key.fingerprint,
      content: Fingerprint(ofFields: output.metrics.map { "\($0.value)" }), files: [:])
    state.withLock { state in
      state.stages[key.fingerprint] = finished
      state.metrics[key.fingerprint] = output.metrics
      state.recipes.insert(StageKey.recipe(of: key.components))
      state.lastKeys[stage.id] = key.components
    }
    return finished
  }

  /// Stores a result under another key, too.
  func take(_ takeover: Takeover) {
    let (key, former) = (takeover.key, takeover.former)
    state.withLock { state in
      state.stages[key.fingerprint] = FinishedStage(
        fingerprint: key.fingerprint, content: former.content, files: former.files)
      state.metrics[key.fingerprint] = state.metrics[former.fingerprint]
      state.recipes.insert(StageKey.recipe(of: key.components))
    }
  }

  func lastKey(experiment: String, stage: StageID) -> [KeyComponent]? {
    state.withLock { $0.lastKeys[stage] }
  }

  func workFolder(for fingerprint: Fingerprint, attempt: String) -> String { "/work" }

  func discardWork(for fingerprint: Fingerprint) {}
}
