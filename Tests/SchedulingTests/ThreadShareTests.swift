import Pipeline
import Scheduling
import Testing

/// Returns the numbers of threads that the first of four stages get, in the order of their starts,
/// while all run on.
private func shares(jobs: Int, cores: Int, threads: Int? = nil) -> [Int] {
  let executor = ScriptedExecutor { _, _ in [] }
  let scheduler = Scheduler(
    makePlan(["a": [], "b": [], "c": [], "d": []]), executor,
    options: RunOptions(jobs: jobs, threads: threads, cores: cores))
  let run = BackgroundRun(scheduler)
  for _ in 0..<jobs { #expect(executor.awaitStart()) }
  let found = executor.started.map(\.threads)
  scheduler.interrupt()
  #expect(run.outcome() == .interrupted)
  return found
}

@Suite("threads of stages")
struct ThreadShareTests {
  @Test(
    "a stage gets the cores divided by those that run, at most", arguments: 1...4, [1, 2, 7, 8])
  func atMostAShare(jobs: Int, cores: Int) {
    let found = shares(jobs: jobs, cores: cores)
    #expect(found.count == jobs)
    for (index, threads) in found.enumerated() {
      #expect((1...max(1, cores / (index + 1))).contains(threads))
    }
  }

  @Test("stages that start together get equal shares", arguments: 1...4)
  func equalShares(jobs: Int) {
    #expect(shares(jobs: jobs, cores: 8) == Array(repeating: 8 / jobs, count: jobs))
  }

  @Test("a number of threads that was asked for is kept to")
  func fixed() {
    #expect(shares(jobs: 3, cores: 2, threads: 5) == [5, 5, 5])
  }

  @Test("a stage that runs alone gets all cores")
  func alone() {
    let executor = ScriptedExecutor()
    let scheduler = Scheduler(
      makePlan(["a": [], "b": ["a"]]), executor,
      options: RunOptions(jobs: 4, threads: nil, cores: 8))
    #expect(BackgroundRun(scheduler).outcome() == .done)
    #expect(executor.started.map(\.threads) == [8, 8])
  }
}
