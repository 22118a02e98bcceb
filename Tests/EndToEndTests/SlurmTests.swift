import Foundation
import GRDB
import TestSupport
import Testing

@Suite(
  "runs through Slurm", .serialized, .slurmCluster,
  .enabled(
    if: SlurmCluster.isInstalled,
    "slurmctld, slurmd, munge or slurm-client is not installed, so nothing here is tested"))
struct SlurmTests {
  private let cluster: SlurmCluster

  init() throws { cluster = try #require(SlurmCluster.current) }

  /// Settings for a cluster on this machine, where nothing is far away.
  private static let profile = """
    slurm: {memory: 300, collect: 0.3, submit: 0, exits: 0.1, query: 1, longest_query: 2, lost: 3,
      settle: 2, grace: 0}
    """

  /// What stays the same for each run through Slurm.
  private func arguments(in folder: TemporaryFolder) throws -> [String] {
    let profile = try folder.write(Self.profile.utf8, to: "profile.yaml")
    return ["--executor", "slurm", "--profile", profile]
  }

  @Test("a run ends in the tables of a local one")
  func tables() throws {
    let experiment = try SmallExperiment()
    let local = try experiment.run("--results", "Local")
    #expect(local.status == 0, "\(local.complaints)")
    let remote = try Program.run(
      ["run", "small.yaml"] + arguments(in: experiment.folder), in: experiment.folder,
      setting: cluster.environment)
    #expect(remote.status == 0, "\(remote.complaints)")
    #expect(try experiment.tables() == experiment.tables(results: "Local"))
    #expect(try submissions(in: experiment.folder) == 0)
  }

  /// How many submissions the database still has.
  private func submissions(in folder: TemporaryFolder) throws -> Int? {
    try DatabaseQueue(path: folder.file("Results/bondlab.sqlite")).read { database in
      try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM submission")
    }
  }
}
