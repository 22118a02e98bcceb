import Foundation
import GRDB
import TestSupport
import Testing

@Suite(
  "runs through Slurm", .serialized, .slurmCluster,
  .enabled(
    if: SlurmCluster.isWanted,
    "BONDLAB_SLURM_TESTS is not set, or slurmctld, slurmd, munge or slurm-client is missing"))
struct SlurmTests {
  let cluster: SlurmCluster

  init() throws { cluster = try #require(SlurmCluster.current) }

  /// Settings for a cluster on this machine, where nothing is far away.
  private static let profile = """
    collect: 0.3, submit: 0, exits: 0.1, query: 1, longest_query: 2, lost: 3, settle: 2, grace: 0,
      memory: 300
    """

  /// The arguments of a run through Slurm.
  ///
  /// - Parameter more: Further settings of the profile, such as `jobs: 4`.
  func arguments(
    _ spec: String, in folder: TemporaryFolder, setting more: String = ""
  ) throws -> [String] {
    let settings = "slurm: {\(more)\(more.isEmpty ? "" : ", ")\(Self.profile)}\n"
    let profile = try folder.write(settings.utf8, to: "profile.yaml")
    return ["run", spec, "--executor", "slurm", "--profile", profile]
  }

  func run(
    _ spec: String, in folder: TemporaryFolder, setting more: String = "", _ options: String...
  ) throws -> Program.Outcome {
    try Program.run(
      arguments(spec, in: folder, setting: more) + options, in: folder,
      setting: cluster.environment)
  }

  func start(
    _ spec: String, in folder: TemporaryFolder, setting more: String = "", _ options: String...
  ) throws -> RunningProgram {
    try RunningProgram(
      arguments(spec, in: folder, setting: more) + options, in: folder,
      setting: cluster.environment)
  }

  /// How many submissions the database still has.
  func submissions(in folder: TemporaryFolder) throws -> Int? {
    try DatabaseQueue(path: folder.file("Results/bondlab.sqlite")).read { database in
      try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM submission")
    }
  }

  /// Waits until something is so.
  func wait(
    _ what: String, seconds: Double = 60, until isSo: () throws -> Bool
  ) throws {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if try isSo() { return }
      usleep(50_000)
    }
    throw NeverSo(what: what)
  }

  struct NeverSo: Error {
    let what: String
  }

  @Test("a run ends in the tables of a local one, and leaves nothing behind")
  func tables() throws {
    let experiment = try SmallExperiment()
    let local = try experiment.run("--results", "Local")
    #expect(local.status == 0, "\(local.complaints)")
    let remote = try run("small.yaml", in: experiment.folder)
    #expect(remote.status == 0, "\(remote.complaints)")
    #expect(try experiment.tables() == experiment.tables(results: "Local"))
    #expect(try submissions(in: experiment.folder) == 0)
    let left = try FileManager.default.contentsOfDirectory(
      atPath: experiment.folder.file("Results/slurm/exits"))
    #expect(left == [])
  }
}
