import Glibc
import Scheduling
import Testing

@Suite("interrupts of a run")
struct InterruptTests {
  @Test("the first one stops what runs, and nothing else starts")
  func first() {
    let (executor, recorder) = (ScriptedExecutor { _, _ in [] }, EventRecorder())
    let plan = makePlan(["a": [], "b": [], "c": [], "d": ["a"]])
    let scheduler = Scheduler(plan, executor, recorder: recorder)
    let run = BackgroundRun(scheduler)
    #expect(executor.awaitStart() && executor.awaitStart())
    scheduler.interrupt()
    #expect(run.outcome() == .interrupted)
    #expect(executor.startedNames == ["a", "b"] && executor.endings == ["stop a", "stop b"])
    #expect(
      recorder.lines.suffix(3).sorted() == ["a stopped", "b stopped", "finished: interrupted"])
    #expect(executor.isShutDown)
  }

  @Test("the second one kills what doesn't stop")
  func second() {
    let executor = ScriptedExecutor(answerToStop: nil) { _, _ in [] }
    let scheduler = Scheduler(makePlan(["a": [], "b": ["a"]]), executor)
    let run = BackgroundRun(scheduler)
    #expect(executor.awaitStart())
    scheduler.interrupt()
    scheduler.interrupt()
    #expect(run.outcome() == .interrupted)
    #expect(executor.startedNames == ["a"] && executor.endings == ["stop a", "kill a"])
  }

  @Test("what doesn't stop here is killed after a while; what runs elsewhere is waited for")
  func patience() {
    var options = RunOptions(jobs: 2, threads: 1, cores: 2)
    options.patience = 0.1
    for capacity in [nil, 5] {
      let executor = ScriptedExecutor(capacity: capacity, answerToStop: nil) { _, _ in [] }
      let scheduler = Scheduler(makePlan(["a": []]), executor, options: options)
      let run = BackgroundRun(scheduler)
      #expect(executor.awaitStart())
      scheduler.interrupt()
      if capacity != nil {
        usleep(500_000)
        #expect(executor.endings == ["stop a"])
        executor.end("a", .done(usualOutput))
      }
      #expect(run.outcome() == .interrupted)
      #expect(executor.endings == (capacity == nil ? ["stop a", "kill a"] : ["stop a"]))
    }
  }

  @Test("a stage that is done before it can stop is kept, and the next run goes on from there")
  func doneInTime() {
    let store = MemoryStore()
    let executor = ScriptedExecutor(answerToStop: .done(usualOutput)) { _, _ in [] }
    let scheduler = Scheduler(makePlan(["a": [], "b": ["a"]]), executor, store: store)
    let run = BackgroundRun(scheduler)
    #expect(executor.awaitStart())
    scheduler.interrupt()
    #expect(run.outcome() == .interrupted)
    let next = ScriptedExecutor()
    let second = Scheduler(makePlan(["a": [], "b": ["a"]]), next, store: store)
    #expect(BackgroundRun(second).outcome() == .done)
    #expect(next.startedNames == ["b"])
  }

  @Test("a worker that is lost after an interrupt is not replaced")
  func lostAfterInterrupt() {
    let loss = ExecutorEvent.failed(StageFailure(.crash, "it is gone"))
    let executor = ScriptedExecutor(answerToStop: loss) { _, _ in [] }
    let scheduler = Scheduler(makePlan(["a": []]), executor)
    let run = BackgroundRun(scheduler)
    #expect(executor.awaitStart())
    scheduler.interrupt()
    #expect(run.outcome() == .interrupted)
    #expect(executor.startedNames == ["a"])
  }

  @Test("a run ends though stages of one key wait for work that was stopped")
  func twinsOfStoppedWork() {
    let executor = ScriptedExecutor { _, _ in [] }
    let plan = makePlan(["a": [], "b": []], works: ["a": "same", "b": "same"])
    let scheduler = Scheduler(plan, executor)
    let run = BackgroundRun(scheduler)
    #expect(executor.awaitStart())
    scheduler.interrupt()
    #expect(run.outcome() == .interrupted)
    #expect(executor.startedNames == ["a"])
  }
}
