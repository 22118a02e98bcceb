import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@testable import Scheduling

@Suite("the Slurm executor")
struct SlurmExecutorTests {
  @Test("like stages go to Slurm as one array, written down before, and answer by files")
  func array() throws {
    let bench = try SlurmBench()
    let watches = ["a", "b", "c"].map { bench.start($0) }
    let request = try bench.awaitSubmissions(1)[0]
    #expect(ScriptedSlurm.value("array", in: request) == "0-2")
    #expect(request.contains("--no-requeue") && request.contains("--export=NONE"))
    #expect(bench.journal.all.map(\.index) == [0, 1, 2])
    for (index, _) in watches.enumerated() {
      try bench.answer(request, index: index, .done, metrics: [Metric("value", Double(index))])
    }
    #expect(watches.map { $0.outcome() } == ["done [0.0]", "done [1.0]", "done [2.0]"])
    #expect(bench.slurm.submitted.count == 1)
    bench.executor.shutDown()
  }

  @Test("the manifest that a job reads is the job, and its script runs this program on it")
  func manifest() throws {
    let bench = try SlurmBench()
    bench.start("a")
    let request = try bench.awaitSubmissions(1)[0]
    let folder = try #require(ScriptedSlurm.value("chdir", in: request))
    let manifest = try #require(SubmissionFolder(path: folder).readManifest(0))
    #expect(manifest.job.id == "a" && manifest.job.key == SlurmBench.key(of: "a"))
    let script = try String(contentsOfFile: try #require(request.last), encoding: .utf8)
    #expect(script.hasPrefix("#!/bin/sh\n"))
    #expect(script.contains("worker --job \(folder)/\"${SLURM_ARRAY_TASK_ID:-0}\".json"))
    #expect(script.contains("\nexport PATH="))
    bench.executor.shutDown()
  }

  @Test("an answer under another token is not believed")
  func token() throws {
    let bench = try SlurmBench()
    let watch = bench.start("a")
    let request = try bench.awaitSubmissions(1)[0]
    let token = try #require(ScriptedSlurm.value("comment", in: request))
    let foreign = JobExit(
      token: "other", index: 0, outcome: .done, start: 0, end: 0, mostMemory: 0, host: "",
      job: nil)
    try SharedFile.write(
      try encodedLine(foreign), to: bench.folder.file("slurm/exits/\(token)-0.json"))
    usleep(100_000)
    #expect(!watch.hasEnded)
    bench.executor.shutDown()
  }

  @Test("a refusal fails its stage with Slurm's words; other stages go on")
  func refusal() throws {
    let bench = try SlurmBench(ScriptedSlurm(answers: [.refused("no such partition")]))
    let first = bench.start("a")
    #expect(first.outcome() == "runner: Slurm refuses it: no such partition")
    let second = bench.start("b")
    try bench.answer(try bench.awaitSubmissions(2)[1], .done)
    #expect(second.outcome() == "done []")
    bench.executor.shutDown()
  }

  @Test("a submission that was not answered is looked up, and made again only if it is not there")
  func unanswered() throws {
    let bench = try SlurmBench(ScriptedSlurm(answers: [.unanswered("Socket timed out")]))
    let watch = bench.start("a")
    let requests = try bench.awaitSubmissions(2)
    let tokens = requests.map { ScriptedSlurm.value("comment", in: $0) }
    #expect(tokens[0] != tokens[1])
    let folder = try #require(ScriptedSlurm.value("chdir", in: requests[0]))
    #expect(SubmissionFolder(path: folder).readManifest(0) == nil)
    try bench.answer(requests[1], .done)
    #expect(watch.outcome() == "done []")
    #expect(bench.messages.contains { $0.contains("Socket timed out") })
    bench.executor.shutDown()
  }

  @Test("a submission that was not answered but taken is not made again")
  func taken() throws {
    let bench = try SlurmBench(
      ScriptedSlurm(answers: [.unanswered("Socket timed out")], showsJobs: false)
    ) { $0.timing.settle = 5 }
    let watch = bench.start("a")
    let request = try bench.awaitSubmissions(1)[0]
    bench.slurm.show(ScriptedSlurm.entries(request, job: 7))
    _ = try bench.waitFor(1) { bench.journal.all.filter { $0.job == "7" } }
    try bench.answer(request, .done)
    #expect(watch.outcome() == "done []")
    #expect(bench.slurm.submitted.count == 1)
    bench.executor.shutDown()
  }

  @Test("that Slurm is away is said once and ends nothing; so is its return")
  func silence() throws {
    let bench = try SlurmBench()
    let watch = bench.start("a")
    let request = try bench.awaitSubmissions(1)[0]
    bench.slurm.fallSilent("Unable to contact slurm controller")
    let before = bench.slurm.queries.count
    _ = try bench.waitFor(before + 6) { bench.slurm.queries }
    #expect(!watch.hasEnded)
    bench.slurm.fallSilent(nil)
    _ = try bench.waitFor(2) { bench.messages }
    #expect(
      bench.messages == [
        "Slurm does not answer and is waited for: Unable to contact slurm controller",
        "Slurm answers again",
      ])
    try bench.answer(request, .done)
    #expect(watch.outcome() == "done []")
    bench.executor.shutDown()
  }

  @Test("a job that Slurm has forgotten and that left no answer is lost after a time")
  func lost() throws {
    let bench = try SlurmBench(ScriptedSlurm(showsJobs: false))
    let watch = bench.start("a")
    #expect(watch.outcome() == "machine: Slurm knows its job no more, and it left no answer")
    #expect(bench.journal.all.allSatisfy { $0.state == .closed })
    bench.executor.shutDown()
  }

  @Test("a node that failed under a stage is left out when it is tried again, alone")
  func node() throws {
    let bench = try SlurmBench(ScriptedSlurm(showsJobs: false))
    let watches = ["a", "b"].map { bench.start($0) }
    let request = try bench.awaitSubmissions(1)[0]
    bench.slurm.show(ScriptedSlurm.entries(request, job: 1, state: "NODE_FAIL"))
    #expect(watches.allSatisfy { $0.outcome() == "machine: its node failed" })
    for id in ["a", "b"] { bench.start(id, attempt: 2) }
    let again = try bench.awaitSubmissions(3).dropFirst()
    #expect(again.allSatisfy { $0.contains("--exclude=n1") })
    #expect(again.allSatisfy { ScriptedSlurm.value("array", in: $0) == nil })
    bench.executor.shutDown()
  }

  @Test("memory and time that did not suffice are asked for anew, and more of them")
  func growth() throws {
    let bench = try SlurmBench(ScriptedSlurm(showsJobs: false)) { settings in
      settings.grace = 0
      settings.memory = 100 << 20
    }
    let resources = StageResources(timeout: 60)
    for (attempt, state) in [(1, "OUT_OF_MEMORY"), (2, "TIMEOUT")] {
      let watch = bench.start("a", attempt: attempt, resources: resources)
      let request = try bench.awaitSubmissions(attempt)[attempt - 1]
      bench.slurm.show(ScriptedSlurm.entries(request, job: attempt, state: state))
      #expect(watch.outcome().hasPrefix(state == "TIMEOUT" ? "timeout: " : "memory: "))
    }
    bench.start("a", attempt: 3, resources: resources)
    let requests = try bench.awaitSubmissions(3)
    #expect(requests.map { ScriptedSlurm.value("mem", in: $0) } == ["100M", "200M", "200M"])
    #expect(requests.map { ScriptedSlurm.value("time", in: $0) } == ["1", "1", "2"])
    bench.executor.shutDown()
  }

  @Test("no more jobs than allowed are in Slurm's hands at once")
  func room() throws {
    let bench = try SlurmBench { $0.jobs = 2 }
    let watches = ["a", "b", "c"].map { bench.start($0) }
    let first = try bench.awaitSubmissions(1)[0]
    usleep(200_000)
    #expect(bench.slurm.submitted.count == 1)
    try bench.answer(first, index: 0, .done)
    try bench.answer(try bench.awaitSubmissions(2)[1], .done)
    #expect(watches[0].outcome() == "done []" && watches[2].outcome() == "done []")
    bench.executor.shutDown()
  }

  @Test("what a job's own process says of its failure is reported")
  func failure() throws {
    let bench = try SlurmBench()
    let watch = bench.start("a")
    try bench.answer(try bench.awaitSubmissions(1)[0], .failed, message: "no such file")
    #expect(watch.outcome() == "error: no such file")
    #expect(bench.journal.messages.count == 1)
    bench.executor.shutDown()
  }
}
