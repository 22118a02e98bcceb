import Foundation
import TestSupport
import Testing

/// Tests outages of a cluster, which would disturb other runs on it.
@Suite("runs through a Slurm that fails", .serialized, .slurmCluster, .slurmIsInstalled)
struct SlurmOutageTests {
  let runs: SlurmRuns
  var cluster: SlurmCluster { runs.cluster }

  init() throws { runs = try SlurmRuns() }

  @Test("a node goes down: its stage runs on another node, and nobody is to blame")
  func node() async throws {
    let shells = try SlurmShells(["work": "command: COUNT; \(SlurmShells.untilReleased)"])
    let program = try runs.start(in: shells.folder)
    try await runs.wait("the stage runs", while: program) { shells.executed["work"] == 1 }
    let node = try #require(cluster.jobs("running", in: shells.folder).first?.node)
    try cluster.run("scontrol", "update", "nodename=\(node)", "state=down", "reason=test")
    try await runs.wait("it runs again", while: program) { shells.executed["work"] == 2 }
    try shells.go()
    let outcome = try await program.end()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("its node failed (NodeDown)"), "\(outcome.complaints)")
    #expect(shells.executed == ["work": 2])
    try await runs.wait("both jobs are over") { cluster.completed(in: shells.folder).count == 2 }
    let jobs = cluster.completed(in: shells.folder)
    #expect(jobs.map { $0["JobState"] } == ["NODE_FAIL", "COMPLETED"])
    #expect(jobs[0]["NodeList"] == node && jobs[1]["NodeList"] != node)
  }

  @Test("the controller is away while a stage ends and another begins: both are done once")
  func controller() async throws {
    let shells = try SlurmShells([
      "first": "command: COUNT; \(SlurmShells.untilReleased)",
      "last": "command: COUNT, inputs: {first: first}",
    ])
    let program = try runs.start(in: shells.folder)
    try await runs.wait("the stage runs", while: program) { shells.executed["first"] == 1 }
    try cluster.stopController()
    try await runs.wait("people are warned", while: program) {
      program.complaintsSoFar.contains("Slurm does not answer and is waited for: ")
    }
    try shells.go()
    try await runs.wait("people are warned of the next stage", while: program) {
      program.complaintsSoFar.contains("Slurm takes no jobs now and is tried again: ")
    }
    try cluster.startController()
    let outcome = try await program.end()
    #expect(outcome.status == 0, "\(outcome.complaints)")
    #expect(shells.executed == ["first": 1, "last": 1])
    #expect(outcome.complaints.split(separator: "Slurm does not answer").count == 2)
    #expect(outcome.complaints.contains("Slurm answers again"), "\(outcome.complaints)")
    try await runs.wait("both jobs are over") { cluster.completed(in: shells.folder).count == 2 }
  }
}
