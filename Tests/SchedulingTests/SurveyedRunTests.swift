import Options
import Pipeline
import Scheduling
import Spec
import Testing

/// Makes a run of a plan that has been surveyed, as the program does it.
private func makeRun(
  _ plan: Plan, _ executor: ScriptedExecutor, store: MemoryStore, recorder: EventRecorder,
  forced: Set<StageID> = []
) throws -> Scheduler {
  let (edges, keying) = (PlanEdges(plan), StageKeying())
  let survey = try plan.survey(store, keying, edges, forced: forced)
  return Scheduler(
    plan, edges: edges, survey: survey, keying: keying, store: store, executor: executor,
    options: RunOptions(jobs: 1, threads: 1, cores: 1, forced: forced), logFile: { "\($0).log" },
    observers: [recorder])
}

@Suite("runs that begin with a survey")
struct SurveyedRunTests {
  private let plan = makePlan(["a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]])

  @Test("the stages that were found are reported at once, and the rest is done")
  func rest() throws {
    let store = MemoryStore()
    let part = try plan.restricted(to: PlanSelection(only: ["b"]))
    #expect(BackgroundRun(Scheduler(part, ScriptedExecutor(), store: store)).outcome() == .done)
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let run = try makeRun(plan, executor, store: store, recorder: recorder)
    #expect(BackgroundRun(run).outcome() == .done)
    #expect(executor.startedNames == ["c", "d"])
    #expect(recorder.lines.prefix(2) == ["a cached", "b cached"])
  }

  @Test("a run of what is all done starts nothing")
  func nothing() throws {
    let store = MemoryStore()
    #expect(BackgroundRun(Scheduler(plan, ScriptedExecutor(), store: store)).outcome() == .done)
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let run = try makeRun(plan, executor, store: store, recorder: recorder)
    #expect(BackgroundRun(run).outcome() == .done)
    #expect(executor.started.isEmpty)
    #expect(
      recorder.lines == ["a cached", "b cached", "c cached", "d cached", "finished: done"])
  }

  @Test("a forced stage is done again, and what reads it is looked up anew")
  func forced() throws {
    let store = MemoryStore()
    #expect(BackgroundRun(Scheduler(plan, ScriptedExecutor(), store: store)).outcome() == .done)
    let executor = ScriptedExecutor { _, _ in [.done(StageOutput(metrics: [Metric("value", 2)]))] }
    let run = try makeRun(
      plan, executor, store: store, recorder: EventRecorder(), forced: [StageID("b")])
    #expect(BackgroundRun(run).outcome() == .done)
    #expect(executor.startedNames == ["b", "d"])
  }

  @Test("a stage that asks for what there is not is refused before anything starts")
  func tokens() throws {
    var resources = StageResources()
    resources.tokens = ["gpu": 2]
    let stage = PlannedStage(
      id: StageID("a"), name: "a", cell: [], declaration: plan.stages[0].declaration,
      options: .map([:]), inputs: [], resources: resources, location: "test.yaml:3:5")
    let plan = Plan(
      experiment: "test", about: "", axes: [], cells: [[]], stages: [stage], tables: [])
    let store = MemoryStore()
    let survey = try plan.survey(store, StageKeying(), PlanEdges(plan))
    var elsewhere: Set<String> = []
    func complaint(_ tokens: [String: Int]) -> String? {
      var options = RunOptions(jobs: 1, threads: 1, cores: 1, tokens: tokens)
      options.tokensElsewhere = elsewhere
      do throws(UnmetDemand) {
        try options.check(plan, survey)
        return nil
      } catch {
        return "\(error)"
      }
    }
    #expect(
      complaint([:])
        == "test.yaml:3:5: stage 'a' needs 2 of 'gpu', and nothing says how many this machine has; "
        + "say --tokens gpu=2 if there are as many")
    #expect(complaint(["gpu": 1])?.contains("this run has only 1") == true)
    #expect(complaint(["gpu": 2]) == nil)
    elsewhere = ["gpu"]
    #expect(complaint([:]) == nil)
    #expect(complaint(["gpu": 1])?.contains("this run has only 1") == true)
    #expect(BackgroundRun(Scheduler(plan, ScriptedExecutor(), store: store)).outcome() == .done)
    let done = try plan.survey(store, StageKeying(), PlanEdges(plan))
    #expect(throws: Never.self) {
      try RunOptions(jobs: 1, threads: 1, cores: 1).check(plan, done)
    }
  }

  @Test("a job asks for the memory that its stage declared, and for twice as much after it failed")
  func growth() {
    var resources = StageResources(memory: 100, retries: 1)
    resources.timeout = 5
    let stage = PlannedStage(
      id: StageID("a"), name: "a", cell: [], declaration: plan.stages[0].declaration,
      options: .map([:]), inputs: [], resources: resources, location: "test.yaml:3:5")
    let plan = Plan(
      experiment: "test", about: "", axes: [], cells: [[]], stages: [stage], tables: [])
    let executor = ScriptedExecutor { _, attempt in
      [attempt == 1 ? .failed(StageFailure(.memory, "too much")) : .done(usualOutput)]
    }
    #expect(BackgroundRun(Scheduler(plan, executor)).outcome() == .done)
    #expect(executor.started.map(\.resources.memory) == [100, 200])
    #expect(executor.started.map(\.resources.timeout) == [5, 5])
  }

  @Test("a worker that stops though nobody asked it is tried again")
  func stopped() {
    let executor = ScriptedExecutor { _, attempt in
      [attempt == 1 ? .stopped : .done(usualOutput)]
    }
    let recorder = EventRecorder()
    let run = Scheduler(makePlan(["a": [], "b": ["a"]]), executor, recorder: recorder)
    #expect(BackgroundRun(run).outcome() == .done)
    #expect(executor.startedNames == ["a", "a", "b", "b"])
    #expect(recorder.lines.contains("a retried: it was asked to stop, and not by this run"))
  }
}
