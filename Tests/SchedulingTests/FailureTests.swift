import Pipeline
import Scheduling
import Options
import Spec
import Testing

/// Fails the stages of these names, each time with `no luck`.
private func failing(_ names: Set<String>) -> ScriptedExecutor {
  ScriptedExecutor { job, _ in
    names.contains(job.id) ? [.failed(StageFailure(.error, "no luck"))] : [.done(usualOutput)]
  }
}

@Suite("failures in a run")
struct FailureTests {
  @Test("what reads a failed stage is skipped, and nothing else starts")
  func skipped() {
    let (executor, recorder) = (failing(["b"]), EventRecorder())
    let plan = makePlan(["a": [], "b": ["a"], "c": ["a"], "d": ["b"], "e": ["d", "c"]])
    let options = RunOptions(jobs: 1, threads: 1, cores: 1)
    let scheduler = Scheduler(plan, executor, options: options, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(executor.startedNames == ["a", "b"])
    #expect(recorder.lines.contains("b failed: no luck, log b.log"))
    #expect(
      recorder.lines.filter { $0.contains("skipped") }.sorted() == [
        "d skipped: b", "e skipped: b",
      ])
    #expect(recorder.lines.last == "finished: failed")
  }

  @Test("stages that don't need the failed one run where they may")
  func keepsGoing() {
    let (executor, recorder) = (failing(["b"]), EventRecorder())
    let plan = makePlan(["a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["c"]])
    let options = RunOptions(jobs: 1, threads: 1, cores: 1, keepsGoing: true)
    let scheduler = Scheduler(plan, executor, options: options, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(executor.startedNames == ["a", "b", "c", "e"])
    #expect(recorder.lines.contains("d skipped: b"))
  }

  @Test("a stage whose worker is lost is tried once more")
  func lostOnce() {
    let recorder = EventRecorder()
    let executor = ScriptedExecutor { _, attempt in
      [attempt == 1 ? .failed(StageFailure(.crash, "it is gone")) : .done(usualOutput)]
    }
    let scheduler = Scheduler(makePlan(["a": []]), executor, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(
      recorder.lines == [
        "a started, log a.log", "a retried: it is gone", "a started, log a.log", "a done",
        "finished: done",
      ])
    #expect(executor.started.map(\.attempt) == [1, 2])
    #expect(Set(executor.started.map(\.workFolder)).count == 2)
    #expect(Set(executor.started.map(\.key)).count == 1)
  }

  @Test("a stage whose worker is lost twice has failed")
  func lostTwice() {
    let recorder = EventRecorder()
    let executor = ScriptedExecutor { _, _ in [.failed(StageFailure(.crash, "it is gone"))] }
    let scheduler = Scheduler(makePlan(["a": []]), executor, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(executor.startedNames == ["a", "a"])
    #expect(recorder.lines.contains("a failed: it is gone, log a.log"))
  }

  @Test("an unreadable file of an option fails the stage before it starts")
  func unreadableFile() {
    let (executor, recorder) = (ScriptedExecutor(), EventRecorder())
    let stage = PlannedStage(
      id: StageID("a"), name: "a", cell: [],
      declaration: StageDeclaration(
        kind: "work", version: 1, about: "", produces: "part",
        options: [OptionDeclaration("file", .file, .required, "a file")]),
      options: .map(["file": .path("/no/such/file")]), inputs: [], location: "test.yaml:1:1")
    let plan = Plan(
      experiment: "test", about: "", axes: [], cells: [[]], stages: [stage], tables: [])
    let scheduler = Scheduler(plan, executor, recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(executor.started.isEmpty)
    #expect(recorder.lines.first?.hasPrefix("a failed: /no/such/file: ") == true)
  }

  @Test("results that can't be stored fail the stage")
  func fullStore() {
    let recorder = EventRecorder()
    let scheduler = Scheduler(
      makePlan(["a": [], "b": ["a"]]), ScriptedExecutor(), store: MemoryStore(isFull: true),
      recorder: recorder)
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(
      recorder.lines == [
        "a started, log a.log",
        "a failed: its results can't be stored: the disk is full, log a.log",
        "b skipped: a", "finished: failed",
      ])
  }

  @Test("a run ends though stages of one key wait for work that never starts")
  func twinsOfUnstartedWork() {
    let executor = failing(["a"])
    let plan = makePlan(["a": [], "b": [], "c": []], works: ["b": "same", "c": "same"])
    let scheduler = Scheduler(
      plan, executor, options: RunOptions(jobs: 1, threads: 1, cores: 1))
    #expect(BackgroundRun(scheduler).outcome() == .failed)
    #expect(executor.startedNames == ["a"])
  }
}
