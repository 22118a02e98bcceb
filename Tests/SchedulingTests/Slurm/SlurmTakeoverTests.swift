import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Scheduling

@Suite("what a Slurm executor does with the jobs of another, and with its own at the end")
struct SlurmTakeoverTests {
  /// Makes a coordinator that has submitted a stage and was then killed.
  private func orphan(
    _ slurm: ScriptedSlurm = ScriptedSlurm()
  ) throws -> (bench: SlurmBench, request: [String]) {
    let bench = try SlurmBench(slurm)
    bench.start("a")
    let request = try bench.awaitSubmissions(1)[0]
    _ = try bench.waitFor(1) { bench.journal.all.filter { $0.state == .submitted } }
    return (bench, request)
  }

  private func successor(
    of bench: SlurmBench, _ change: (inout SlurmSettings) -> Void = { _ in }
  ) throws -> SlurmBench {
    bench.executor.shutDown()
    return try SlurmBench(bench.slurm, journal: bench.journal, in: bench.folder, change)
  }

  @Test("a job that goes on is taken over, and nothing is submitted")
  func running() throws {
    let (first, request) = try orphan()
    let second = try successor(of: first)
    let job = try #require(second.executor.unfinished(SlurmBench.key(of: "a")))
    #expect(job.logFile == first.job("a").logFile)
    let watch = second.start(job)
    try second.answer(request, .done, metrics: [Metric("value", 3)])
    #expect(watch.outcome() == "done [3.0]")
    #expect(second.slurm.submitted.count == 1)
    second.executor.shutDown()
  }

  @Test("a job that ended while nobody looked is taken over, though Slurm has forgotten it")
  func ended() throws {
    let (first, request) = try orphan(ScriptedSlurm(showsJobs: false))
    try first.answer(request, .done, metrics: [Metric("value", 4)])
    let second = try successor(of: first)
    let job = try #require(second.executor.unfinished(SlurmBench.key(of: "a")))
    #expect(second.start(job).outcome() == "done [4.0]")
    #expect(second.slurm.submitted.count == 1)
    second.executor.shutDown()
  }

  @Test("a job that is done is found again, with its files, until its stage is stored")
  func unsaved() throws {
    let (first, request) = try orphan()
    let file = try first.folder.write("text".utf8, to: "made")
    try first.answer(request, .done, files: ["a": file])
    var benches = [first]
    for _ in 0..<2 {
      let next = try successor(of: try #require(benches.last))
      benches.append(next)
      let watch = JobWatch()
      let job = try #require(next.executor.unfinished(SlurmBench.key(of: "a")))
      next.executor.start(job) { event in
        // The store takes the file away.
        if case .done(let output) = event {
          for path in output.files.values { try? FileManager.default.removeItem(atPath: path) }
        }
        watch.report(event)
      }
      #expect(watch.outcome() == "done []")
      #expect(FileManager.default.fileExists(atPath: file))
    }
    #expect(first.slurm.submitted.count == 1)
  }

  @Test("a stage whose files are gone is lost, not done")
  func filesGone() throws {
    let (first, request) = try orphan()
    // It would see the loss itself, and forget the job.
    first.executor.shutDown()
    try first.answer(request, .done, files: ["a": first.folder.file("nowhere")])
    let second = try successor(of: first)
    let job = try #require(second.executor.unfinished(SlurmBench.key(of: "a")))
    #expect(second.start(job).outcome().contains("nowhere is gone"))
    #expect(second.journal.open.isEmpty)
    second.executor.shutDown()
  }

  @Test("a job that failed while nobody looked is no failure of this run: the stage is new")
  func failedBefore() throws {
    let (first, request) = try orphan()
    try first.answer(request, .failed, message: "no such file")
    let second = try successor(of: first)
    #expect(second.executor.unfinished(SlurmBench.key(of: "a")) == nil)
    let watch = second.start("a")
    try second.answer(try second.awaitSubmissions(2)[1], .done)
    #expect(watch.outcome() == "done []")
    second.executor.shutDown()
  }

  @Test("nor is one that Slurm ended then; one that ends under this run's eyes is")
  func endedBefore() throws {
    for (sighting, cause) in [(false, FailureKind.machine), (true, .memory)] {
      let (first, request) = try orphan(ScriptedSlurm(showsJobs: false))
      if sighting { first.slurm.show(ScriptedSlurm.entries(request, job: 1)) }
      let second = try successor(of: first)
      let watch = second.start(try #require(second.executor.unfinished(SlurmBench.key(of: "a"))))
      if sighting {
        let before = second.slurm.queries.count
        _ = try second.waitFor(before + 2) { second.slurm.queries }
      }
      first.slurm.show(ScriptedSlurm.entries(request, job: 1, state: "OUT_OF_MEMORY"))
      #expect(watch.failure()?.kind == cause)
      second.executor.shutDown()
    }
  }

  /// Makes a coordinator that was killed around its call of sbatch, so that the journal has no
  /// number.
  private func cutOff(seconds: Double = 100) throws -> (SlurmBench, Submission) {
    let bench = try SlurmBench(ScriptedSlurm(showsJobs: false))
    let folder = SubmissionFolder(results: bench.folder.path, token: "cut")
    let exits = SubmissionFolder.exits(results: bench.folder.path)
    try SharedFile.makeFolder(exits)
    try folder.write(
      [JobManifest(token: "cut", index: 0, exits: exits, job: bench.job("a"))], script: "")
    let submission = Submission(
      token: "cut", index: 0, stage: SlurmBench.key(of: "a"), attempt: 1,
      name: "bondlab-old", folder: folder.path,
      submitted: Date().timeIntervalSince1970 - seconds)
    bench.journal.begin([submission])
    return (bench, submission)
  }

  @Test("a request that was cut off is found in Slurm by its token and taken over")
  func foundByToken() throws {
    let (bench, submission) = try cutOff()
    bench.slurm.show([
      QueueEntry(
        jobID: SlurmJobID(job: "3", index: 0, isTask: false), name: "bondlab-old", token: "cut",
        state: .running, nodes: "n1", reason: "None")
    ])
    let job = try #require(bench.executor.unfinished(SlurmBench.key(of: "a")))
    let watch = bench.start(job)
    _ = try bench.waitFor(1) { bench.journal.all.filter { $0.job == "3" } }
    #expect(bench.slurm.queries.contains { $0.contains("bondlab-old") })
    let arguments = ["--comment=cut", "--chdir=\(submission.folder)"]
    try bench.answer(arguments, .done)
    #expect(watch.outcome() == "done []")
    #expect(bench.slurm.submitted.isEmpty)
    bench.executor.shutDown()
  }

  @Test("a request that was cut off and did not come to Slurm is made, and the old one is void")
  func notFound() throws {
    let (bench, submission) = try cutOff()
    let job = try #require(bench.executor.unfinished(SlurmBench.key(of: "a")))
    let watch = bench.start(job)
    let request = try bench.awaitSubmissions(1)[0]
    #expect(SubmissionFolder(path: submission.folder).readManifest(0) == nil)
    try bench.answer(request, .done)
    #expect(watch.outcome() == "done []")
    bench.executor.shutDown()
  }

  @Test("while the command of a dead coordinator still submits, its job is not missed")
  func lock() throws {
    let (bench, submission) = try cutOff()
    var lock = SubmissionFolder(path: submission.folder).lock()
    #expect(lock != nil)
    _ = bench.start(try #require(bench.executor.unfinished(SlurmBench.key(of: "a"))))
    usleep(400_000)
    #expect(bench.slurm.submitted.isEmpty)
    withExtendedLifetime(lock) {}
    lock = nil
    #expect(try bench.awaitSubmissions(1).count == 1)
    bench.executor.shutDown()
  }

  @Test("the first interrupt gives up what is not submitted and waits for the rest")
  func interrupt() throws {
    let bench = try SlurmBench { $0.jobs = 1 }
    let (running, waiting) = (bench.start("a"), bench.start("b"))
    let request = try bench.awaitSubmissions(1)[0]
    for id in ["a", "b"] { bench.executor.stop(id) }
    #expect(waiting.outcome() == "stopped")
    #expect(!running.hasEnded)
    try bench.answer(request, .done)
    #expect(running.outcome() == "done []")
    #expect(bench.messages.count == 1 && bench.slurm.cancelled.isEmpty)
    bench.executor.shutDown()
  }

  @Test("the second interrupt cancels by numbers, and by the name of the run")
  func kill() throws {
    let bench = try SlurmBench()
    let watches = ["a", "b"].map { bench.start($0) }
    _ = try bench.awaitSubmissions(1)
    for id in ["a", "b"] { bench.executor.kill(id) }
    #expect(watches.map { $0.outcome() } == ["stopped", "stopped"])
    #expect(bench.slurm.cancelled == ["1_0", "1_1", bench.executor.name])
    #expect(bench.journal.open.isEmpty)
    bench.executor.shutDown()
  }

  @Test("jobs that can't be cancelled stay written down for the next run")
  func killInSilence() throws {
    let bench = try SlurmBench()
    let watch = bench.start("a")
    _ = try bench.awaitSubmissions(1)
    bench.slurm.fallSilent("Unable to contact slurm controller")
    bench.executor.kill("a")
    #expect(watch.outcome() == "stopped")
    #expect(bench.journal.open.count == 1)
    #expect(bench.messages.contains { $0.contains("could not be cancelled") })
    bench.executor.shutDown()
  }

  @Test("a profile may leave jobs to the next run at the first interrupt")
  func leave() throws {
    let bench = try SlurmBench { $0.interrupt = .leave }
    let watch = bench.start("a")
    _ = try bench.awaitSubmissions(1)
    bench.executor.stop("a")
    #expect(watch.outcome() == "stopped")
    #expect(bench.slurm.cancelled.isEmpty)
    let second = try successor(of: bench)
    #expect(second.executor.unfinished(SlurmBench.key(of: "a")) != nil)
    second.executor.shutDown()
  }
}
