import Foundation
import TestSupport
import Testing

/// Tests known faults of Slurm, each on a real cluster.
extension SlurmTests {
  /// A command that sends a line of 286 MiB through a pipe, which tail keeps whole.
  private static let large = "COUNT; (head -c 300000000 /dev/zero; sleep 8) | tail > /dev/null"

  @Test("memory, exit codes and impossible requests end their stages, each as it should")
  func faults() async throws {
    let shells = try SlurmShells([
      "impossible": "command: COUNT, resources: {memory: 900 GiB}",
      "hungry": "command: \"\(Self.large)\", resources: {memory: 250 MiB}, retries: 1",
      "starved": "command: \"\(Self.large)\", resources: {memory: 200 MiB}",
      "bad": "command: COUNT; exit 7",
      "good": "command: COUNT",
    ])
    let outcome = try await runs.start(in: shells.folder, "--keep-going").end()
    let text = outcome.complaints
    #expect(outcome.status == 1, "\(text)")
    #expect(text.contains("3 stages failed:"), "\(text)")
    #expect(
      text.contains(
        """
        impossible (shell) failed: Slurm refuses it: Memory specification can not be satisfied; \
        Batch job submission failed: Requested node configuration is not available
        """), "\(text)")
    #expect(text.contains("starved (shell) failed: it used "), "\(text)")
    #expect(text.contains(" MiB of memory and may use 200 MiB; it asked for 200 MiB"), "\(text)")
    #expect(text.contains("bad (shell) failed: the command ended with exit code 7"), "\(text)")
    #expect(text.contains(" MiB of memory and may use 250 MiB; it asked for 250 MiB"), "\(text)")
    #expect(shells.log(of: "starved").contains("exceeded memory limit"))
    #expect(shells.executed == ["hungry": 2, "starved": 1, "bad": 1, "good": 1], "\(text)")
    #expect(try runs.submissions(in: shells.folder) == 0)
  }

  @Test("a stage that reaches its time limit fails with that, and not with its command")
  func time() async throws {
    let shells = try SlurmShells(["slow": "command: COUNT; sleep 1000, timeout: 5 s"])
    let program = try runs.start(in: shells.folder)
    // Limits are whole minutes; the wait for this one's end is made shorter.
    let shorter = ConditionWatch({ shells.executed["slow"] == 1 }) { [cluster] in
      for job in (try? cluster.jobs("running", in: shells.folder)) ?? [] {
        _ = try? cluster.run("scontrol", "update", "job=\(job.number)", "EndTime=now+5")
      }
    }
    let outcome = try await program.end()
    #expect(shorter.end())
    #expect(outcome.status == 1, "\(outcome.complaints)")
    #expect(
      outcome.complaints.contains("slow (shell) failed: it reached its time limit of 1 min\n"),
      "\(outcome.complaints)")
    #expect(shells.log(of: "slow").contains("DUE TO TIME LIMIT"))
    #expect(shells.executed == ["slow": 1])
    #expect(cluster.completed(in: shells.folder).map { $0["JobState"] } == ["TIMEOUT"])
  }

  @Test("Slurm has forgotten a job that ended while nobody looked: its answer is there")
  func forgotten() async throws {
    let shells = try SlurmShells(["work": "command: COUNT; \(SlurmShells.untilReleased)"])
    try await killOnceRunning(shells)
    try shells.go()
    try await runs.wait("Slurm forgets the job") { try cluster.jobs(in: shells.folder).isEmpty }
    let outcome = try await runs.run(in: shells.folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(shells.executed == ["work": 1])
    #expect(cluster.completed(in: shells.folder).map { $0["JobState"] } == ["COMPLETED"])
  }

  @Test("Slurm has forgotten a job that left no answer: it is lost and done again")
  func vanished() async throws {
    let shells = try SlurmShells(["work": "command: COUNT; \(SlurmShells.untilReleased)"])
    try await killOnceRunning(shells)
    let job = try #require(cluster.jobs("running", in: shells.folder).first)
    try cluster.run("scancel", "--signal=KILL", "--batch", job.number)
    try await runs.wait("Slurm forgets the job") { try cluster.jobs(in: shells.folder).isEmpty }
    try shells.go()
    let outcome = try await runs.run(in: shells.folder)
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(
      outcome.complaints.contains(
        """
        its job of an earlier run came to nothing: Slurm knows its job no more, and it left no \
        answer
        """), "\(outcome.complaints)")
    #expect(shells.executed == ["work": 2])
  }

  /// Leaves a job without its coordinator.
  private func killOnceRunning(_ shells: SlurmShells) async throws {
    let program = try runs.start(in: shells.folder)
    try await runs.wait("the stage runs", while: program) { shells.executed["work"] == 1 }
    program.send(SIGKILL)
    _ = try await program.end()
  }
}
