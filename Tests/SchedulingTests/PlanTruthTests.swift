import Pipeline
import Scheduling
import Spec
import TestSupport
import Testing

/// The survey of a plan beside the run of it that follows.
private struct Comparison {
  /// The stages that the run started.
  let started: Set<StageID>
  let survey: [(id: StageID, status: CacheStatus)]

  /// Returns the stage that does the work of a stage, which is another where both have one key.
  private func leader(of id: StageID) -> StageID {
    for (stage, status) in survey where stage == id {
      if case .follows(let other, _) = status { return leader(of: other) }
    }
    return id
  }

  /// Descriptions of what was wrong; empty where the survey was right.
  var complaints: [String] {
    let done = Set(started.map(leader))
    var complaints = done.count == started.count ? [] : ["one work was done twice"]
    for (id, status) in survey {
      switch status {
      case .cached: if done.contains(id) { complaints.append("\(id) was cached but ran") }
      case .due, .dueAfter(_, unlessSame: false):
        if !done.contains(id) { complaints.append("\(id) did not run") }
      case .dueAfter, .follows, .waits, .undecided, .pruned: break
      }
    }
    return complaints
  }
}

@Suite("plans predict what runs do")
struct PlanTruthTests {
  /// Surveys a plan, runs it and compares the two.
  ///
  /// - Returns: What is wrong, and whether everything is cached before the run.
  private func check(_ text: String, _ store: RecipeStore, jobs: Int) throws -> (
    complaints: [String], wasDone: Bool
  ) {
    let planner = Planner(declarations: RandomKinds.all)
    let plan = try planner.plan(ExperimentSpec(Array(text.utf8), file: "test.yaml"))
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    let executor = ScriptedExecutor { job, _ in
      [.done(StageOutput(metrics: [RandomKinds.metric(of: job)]))]
    }
    let scheduler = Scheduler(
      plan, store: store, executor: executor,
      options: RunOptions(jobs: jobs, threads: 1, cores: jobs), logFile: { "\($0).log" },
      observers: [])
    let outcome = scheduler.run()
    let comparison = Comparison(
      started: Set(executor.startedNames.map(StageID.init)),
      survey: zip(plan.stages.map(\.id), survey.statuses).map { ($0, $1) })
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

  /// Describes a status in short.
  private func words(_ status: CacheStatus) -> String {
    switch status {
    case .cached(let key, let known): "cached \(key.fingerprint) \(known.content)"
    case .due(let key, _): "due \(key.fingerprint)"
    case .follows(let stage, let key): "follows \(stage) \(key?.fingerprint.description ?? "")"
    case .dueAfter(let stage, let unlessSame): "due after \(stage) \(unlessSame)"
    case .waits(let stage): "waits for \(stage)"
    case .undecided: "undecided"
    case .pruned: "pruned"
    }
  }

  @Test("500 random experiments, edited: what is accepted at random leaves what the plan said")
  func accepted() throws {
    let planner = Planner(declarations: RandomKinds.all)
    var count = 0
    for seed in UInt64(0)..<500 {
      let store = RecipeStore()
      var experiment = RandomExperiment(seed: seed)
      _ = try check(experiment.text(), store, jobs: 1)
      experiment.edit()
      let text = experiment.text()
      let plan = try planner.plan(ExperimentSpec(Array(text.utf8), file: "test.yaml"))
      var numbers = SeededNumbers(seed: seed)
      let wanted = plan.stages.map(\.id).filter { _ in Bool.random(using: &numbers) }
      let predicted = try plan.survey(
        store, StageKeying(), PlanEdges(plan), accepted: Set(wanted))
      for takeover in predicted.takeovers.values { store.take(takeover) }
      count += predicted.takeovers.count
      let after = try plan.survey(store, StageKeying(), PlanEdges(plan))
      #expect(predicted.statuses.map(words) == after.statuses.map(words), "seed \(seed):\n\(text)")
      let (complaints, _) = try check(text, store, jobs: 1)
      #expect(complaints.isEmpty, "seed \(seed):\n\(text)")
    }
    #expect(count > 50)
  }
}
