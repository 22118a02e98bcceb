import Foundation
import TestSupport
import Testing

@Suite("runs through Slurm", .slurmCluster, .slurmIsInstalled)
struct SlurmTests {
  let runs: SlurmRuns
  var cluster: SlurmCluster { runs.cluster }

  init() throws { runs = try SlurmRuns() }

  @Test("54 stages end in the tables of a local run, without accounts, and leave nothing behind")
  func tables() async throws {
    #expect {
      try cluster.run("sacct")
    } throws: { error in
      "\(error)".contains("Slurm accounting storage is disabled")
    }
    let experiment = try SmallExperiment(seeds: 3)
    let local = try await experiment.start("--results", "Local").end()
    #expect(local.status == 0, "\(local.complaints)")
    let remote = try await runs.run("small.yaml", in: experiment.folder)
    #expect(remote.status == 0, "\(remote.complaints)")
    #expect(try experiment.tables() == experiment.tables(results: "Local"))
    #expect(try runs.submissions(in: experiment.folder) == 0)
    let left = try FileManager.default.contentsOfDirectory(
      atPath: experiment.folder.file("Results/slurm/exits"))
    #expect(left == [])
  }

  @Test("the second interrupt cancels what runs, and nothing of it stays in the queue")
  func interrupts() async throws {
    let shells = try SlurmShells([
      "work": "command: COUNT; sleep 1000", "next": "command: COUNT, inputs: {work: work}",
    ])
    let program = try runs.start(in: shells.folder)
    try await runs.wait("the stage runs", while: program) { shells.executed["work"] == 1 }
    program.send(SIGINT)
    try await runs.wait("people are warned", while: program) {
      program.complaintsSoFar.contains(
        "jobs go on in Slurm and are waited for; interrupt again to cancel them")
    }
    #expect(program.isRunning)
    #expect(try cluster.jobs("running", in: shells.folder).count == 1)
    program.send(SIGINT)
    let outcome = try await program.end()
    #expect(outcome.status == 3, "\(outcome.complaints)")
    try await runs.wait("the job is gone") {
      try cluster.jobs("pending,running,completing", in: shells.folder).isEmpty
    }
    #expect(cluster.completed(in: shells.folder).map { $0["JobState"] } == ["CANCELLED"])
    #expect(try runs.submissions(in: shells.folder) == 0)
  }

  @Test("after the first interrupt nothing more is submitted, and what runs is waited for")
  func interrupt() async throws {
    let shells = try SlurmShells([
      "work": "command: COUNT; \(SlurmShells.untilReleased)",
      "next": "command: COUNT, inputs: {work: work}",
    ])
    let program = try runs.start(in: shells.folder)
    try await runs.wait("the stage runs", while: program) { shells.executed["work"] == 1 }
    program.send(SIGINT)
    try await runs.wait("people are warned", while: program) {
      program.complaintsSoFar.contains("interrupt again to cancel them")
    }
    // Longer than what runs on this machine would have to stop.
    try await Task.sleep(for: .seconds(6))
    try shells.go()
    let outcome = try await program.end()
    #expect(outcome.status == 3, "\(outcome.complaints)")
    #expect(shells.executed == ["work": 1])
    let again = try await runs.run(in: shells.folder)
    #expect(again.status == 0, "\(again.complaints)")
    #expect(shells.executed == ["work": 1, "next": 1])
  }

  @Test("what stages ask for by a name that Slurm has is Slurm's to give, also to a detached run")
  func tokens() async throws {
    let shells = try SlurmShells([
      "first": "command: COUNT; sleep 1, resources: {tool: 1}",
      "other": "command: COUNT; sleep 1, resources: {tool: 1}",
    ])
    let refused = try await runs.start(in: shells.folder, "--detach").end()
    #expect(refused.status == 2)
    #expect(refused.complaints.contains("needs 1 of 'tool'"), "\(refused.complaints)")
    let detached = try await runs.start(
      in: shells.folder, setting: "gres: ['tool=tool']", "--detach", "--on-done",
      "echo $BONDLAB_OUTCOME > outcome.txt"
    ).end()
    #expect(detached.status == 0, "\(detached.complaints)")
    let path = shells.folder.file("outcome.txt")
    try await runs.wait("the run ends") {
      (try? String(contentsOfFile: path, encoding: .utf8))?.hasSuffix("\n") ?? false
    }
    try await runs.wait("both jobs are over") { cluster.completed(in: shells.folder).count == 2 }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "done\n")
    #expect(shells.executed == ["first": 1, "other": 1])
  }

  @Test("a job that Slurm asks to stop saves its state, and its stage continues from there")
  func graceful() async throws {
    let experiment = try SmallExperiment(tuneSteps: 400)
    let program = try runs.start("small.yaml", in: experiment.folder, "--only", "tuned")
    // A job may have done its last step before it hears of it, so jobs are asked until one goes
    // on from its state.
    var asked = ContinuousClock.now
    try await runs.wait("a stage goes on from its state", while: program) {
      if experiment.logs.contains("resumed at step") { return true }
      if experiment.hasCheckpoint, ContinuousClock.now > asked + .seconds(2) {
        asked = .now
        askToStop(in: experiment.folder)
      }
      return false
    }
    let outcome = try await program.end()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("it was asked to stop, and not by this run"))
  }

  /// Makes Slurm ask the running jobs to stop; a job that has just ended can't be asked any more.
  private func askToStop(in folder: TemporaryFolder) {
    for job in (try? cluster.jobs("running", in: folder)) ?? [] {
      _ = try? cluster.run("scancel", "--signal=TERM", "--batch", job.number)
    }
  }
}
