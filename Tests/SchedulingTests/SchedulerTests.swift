import Options
import Pipeline
import Scheduling
import Spec
import Testing

/// Makes a plan with two stages that read the first, and one that reads both.
private func makeDiamond() -> Plan {
  makePlan(["a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]])
}

/// Returns options that run one stage at a time.
private func oneAtATime(
  keepsGoing: Bool = false, forced: Set<StageID> = []
) -> RunOptions {
  RunOptions(jobs: 1, threads: 1, cores: 1, keepsGoing: keepsGoing, forced: forced)
}

@Suite("the scheduler")
struct SchedulerTests {
  @Test("a diamond is done in order, and every stage is reported")
  func diamond() {
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let scheduler = Scheduler(
      makeDiamond(), executor, options: oneAtATime(), recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(executor.startedNames == ["a", "b", "c", "d"])
    #expect(
      recorder.lines == [
        "a started, log a.log", "a done", "b started, log b.log", "b done",
        "c started, log c.log", "c done", "d started, log d.log", "d done", "finished: done",
      ])
    #expect(executor.isShutDown)
  }

  @Test("no more jobs run at once than may", arguments: 1...3)
  func jobsAtOnce(jobs: Int) {
    let executor = ScriptedExecutor { _, _ in [] }
    let plan = makePlan(["a": [], "b": [], "c": [], "d": []])
    let run = BackgroundRun(
      Scheduler(plan, executor, options: RunOptions(jobs: jobs, threads: 1, cores: 4)))
    for count in 1...plan.stages.count {
      #expect(executor.awaitStart())
      if count >= jobs { executor.endFirst(.done(usualOutput)) }
    }
    while executor.endFirst(.done(usualOutput)) {}
    #expect(run.outcome() == .done)
    #expect(executor.mostRunning == jobs)
  }

  @Test("a second run finds everything done")
  func secondRun() {
    let store = MemoryStore()
    let first = Scheduler(makeDiamond(), ScriptedExecutor(), store: store)
    #expect(BackgroundRun(first).outcome() == .done)
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let second = Scheduler(makeDiamond(), executor, store: store, recorder: recorder)
    #expect(BackgroundRun(second).outcome() == .done)
    #expect(executor.started.isEmpty)
    #expect(
      recorder.lines == ["a cached", "b cached", "c cached", "d cached", "finished: done"])
  }

  @Test("stages of one key are done once, also at the same time", arguments: [1, 2])
  func oneKey(jobs: Int) {
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let plan = makePlan(["a": [], "b": [], "c": ["b"]], works: ["a": "same", "b": "same"])
    let scheduler = Scheduler(
      plan, executor, options: RunOptions(jobs: jobs, threads: 1, cores: 2), recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(executor.startedNames == ["b", "c"])
    #expect(recorder.lines.contains("a cached"))
  }

  @Test("a forced stage is done again; what reads it stays cached where the result is the same")
  func forced() {
    let store = MemoryStore()
    let first = Scheduler(makeDiamond(), ScriptedExecutor(), store: store)
    #expect(BackgroundRun(first).outcome() == .done)
    let executor = ScriptedExecutor()
    let second = Scheduler(
      makeDiamond(), executor, store: store, options: oneAtATime(forced: [StageID("b")]))
    #expect(BackgroundRun(second).outcome() == .done)
    #expect(executor.startedNames == ["b"])
  }

  @Test("forced stages of one key are done again once")
  func forcedTwins() {
    let executor = ScriptedExecutor()
    let plan = makePlan(["a": [], "b": []], works: ["a": "same", "b": "same"])
    let forced = Set(["a", "b"].map { StageID($0) })
    let scheduler = Scheduler(plan, executor, options: oneAtATime(forced: forced))
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(executor.startedNames == ["a"])
  }

  @Test("a job gets what its inputs left, and the work folder of its key")
  func jobs() throws {
    let output = StageOutput(files: ["model": "/files/model"], metrics: [Metric("loss", 0.5)])
    let executor = ScriptedExecutor { _, _ in [.done(output)] }
    let plan = makePlan(["a": [], "b": ["a"]])
    #expect(BackgroundRun(Scheduler(plan, executor)).outcome() == .done)
    let job = try #require(executor.started.last)
    let key = try StageKeying().key(
      of: plan.stages[1], contents: [Fingerprint(ofFields: ["loss 0.5"])])
    #expect(job.id == "b" && job.kind == "work" && job.options == .map(["work": .text("b")]))
    #expect(job.workFolder == "/work/\(key.fingerprint)/1.1" && job.logFile == "b.log")
    #expect(job.inputs.map(\.role) == ["from"] && job.inputs[0].coordinates.isEmpty)
    #expect(job.inputs[0].files == output.files && job.inputs[0].metrics == output.metrics)
  }

  @Test("a finished stage is stored with its seconds, and its work folder goes")
  func storing() throws {
    let store = MemoryStore()
    let scheduler = Scheduler(makePlan(["a": []]), ScriptedExecutor(), store: store)
    #expect(BackgroundRun(scheduler).outcome() == .done)
    let output = try #require(store.saved.first)
    #expect(output.metrics == usualOutput.metrics)
    #expect(output.timings.map(\.name) == ["seconds"])
    #expect(store.cleaned.count == 1)
  }

  @Test("progress goes to the observers")
  func progress() {
    let recorder = EventRecorder()
    let executor = ScriptedExecutor { _, _ in
      [.progress(StageProgress(step: 3, steps: 9, note: "")), .done(usualOutput)]
    }
    let scheduler = Scheduler(makePlan(["a": []]), executor, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(
      recorder.lines == ["a started, log a.log", "a 3/9", "a done", "finished: done"])
  }
}
