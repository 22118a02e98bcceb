import Pipeline
import Scheduling
import Spec
import Synchronization
import TestSupport
import Testing

/// What a survey says of a plan and what a run of it then does.
private struct Comparison {
  /// Stages that the run started.
  let started: Set<StageID>
  let survey: [(id: StageID, need: StageNeed)]

  /// The stage that does the work of another that says the same.
  private func leader(of id: StageID) -> StageID {
    for (stage, need) in survey where stage == id {
      if case .follows(let other, _) = need { return leader(of: other) }
    }
    return id
  }

  /// What is wrong; empty where the plan told the truth.
  var complaints: [String] {
    let done = Set(started.map(leader))
    var complaints = done.count == started.count ? [] : ["one work was done twice"]
    for (id, need) in survey {
      switch need {
      case .cached: if done.contains(id) { complaints.append("\(id) was cached but ran") }
      case .due, .dueAfter(_, unlessSame: false):
        if !done.contains(id) { complaints.append("\(id) did not run") }
      case .dueAfter, .follows, .waits, .undecided, .pruned: break
      }
    }
    return complaints
  }
}

@Suite("plans tell what runs do")
struct PlanTruthTests {
  /// - Returns: What is wrong, and whether everything is cached before the run.
  private func check(_ text: String, _ store: RecipeStore, jobs: Int) throws -> (
    complaints: [String], wasDone: Bool
  ) {
    let planner = Planner(declarations: RandomKinds.all)
    let plan = try planner.plan(ExperimentSpec(Array(text.utf8), file: "test.yaml"))
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    let executor = ScriptedExecutor { job, _ in
      [.done(StageOutput(metrics: [RandomKinds.figure(of: job)]))]
    }
    let scheduler = Scheduler(
      plan, store: store, executor: executor,
      options: RunOptions(jobs: jobs, threads: 1, cores: jobs), logFile: { "\($0).log" },
      observers: [])
    let outcome = scheduler.run()
    let comparison = Comparison(
      started: Set(executor.startedNames.map(StageID.init)),
      survey: zip(plan.stages.map(\.id), survey.needs).map { ($0, $1) })
    let isDone = outcome == .done ? [] : ["the run ended as \(outcome)"]
    return (
      comparison.complaints + isDone, survey.counts.cached == plan.stages.count
    )
  }

  @Test("1000 random experiments, each edited three times, and in another style in between")
  func random() throws {
    for seed in UInt64(0)..<1000 {
      let store = RecipeStore()
      var experiment = RandomExperiment(seed: seed)
      for round in 0..<4 {
        let text = experiment.text()
        let (complaints, _) = try check(text, store, jobs: 1 + Int(seed % 3))
        #expect(complaints.isEmpty, "seed \(seed), round \(round):\n\(text)")
        let restyled = experiment.text()
        let (more, wasDone) = try check(restyled, store, jobs: 1)
        #expect(more.isEmpty && wasDone, "seed \(seed), round \(round), restyled:\n\(restyled)")
        experiment.edit()
      }
    }
  }
}

/// A store in memory whose contents are figures; it knows what recipes it has seen.
private final class RecipeStore: StageStore {
  private struct State {
    var stages: [Fingerprint: FinishedStage] = [:]
    var metrics: [Fingerprint: [Metric]] = [:]
    var recipes: Set<Fingerprint> = []
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
    }
    return finished
  }

  func lastKey(experiment: String, stage: StageID) -> [KeyComponent]? { nil }

  func workFolder(for fingerprint: Fingerprint, attempt: String) -> String { "/work" }

  func discardWork(for fingerprint: Fingerprint) {}
}
