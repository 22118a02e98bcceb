import Foundation
import GRDB
import TestSupport
import Testing

/// Runs of the program through the cluster of the suite.
struct SlurmRuns {
  let cluster: SlurmCluster

  init() throws { cluster = try #require(SlurmCluster.current) }

  /// Settings for a cluster on this machine, with short delays.
  private static let profile = """
    collect: 0.3, submit: 0, exits: 0.1, query: 1, longest_query: 2, lost: 3, settle: 2, grace: 0,
      memory: 300
    """

  /// Starts a run.
  ///
  /// - Parameters:
  ///   - spec: File of the spec in `folder`.
  ///   - more: Further settings of the profile, such as `jobs: 4`.
  func start(
    _ spec: String = "shells.yaml", in folder: TemporaryFolder, setting more: String = "",
    _ options: String...
  ) throws -> RunningProgram {
    let settings = "slurm: {\(more)\(more.isEmpty ? "" : ", ")\(Self.profile)}\n"
    let profile = try folder.write(settings.utf8, to: "profile.yaml")
    return try RunningProgram(
      ["run", spec, "--executor", "slurm", "--profile", profile] + options, in: folder,
      setting: cluster.environment)
  }

  func run(
    _ spec: String = "shells.yaml", in folder: TemporaryFolder, setting more: String = ""
  ) async throws -> Program.Outcome {
    try await start(spec, in: folder, setting: more).end()
  }

  /// Counts the submissions that the database still has.
  func submissions(in folder: TemporaryFolder) throws -> Int? {
    try DatabaseQueue(path: folder.file("Results/bondlab.sqlite")).read { database in
      try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM submission")
    }
  }

  /// Waits until a condition holds, without keeping a thread from other tests.
  ///
  /// - Parameter program: A run; waiting stops when it has ended.
  func wait(
    _ what: String, while program: RunningProgram? = nil, until isSo: () throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + .seconds(180)
    while ContinuousClock.now < end {
      let hasEnded = program.map { !$0.isRunning } ?? false
      if try isSo() { return }
      if hasEnded { break }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw NeverSo(what: what, complaints: program?.complaintsSoFar ?? "")
  }

  struct NeverSo: Error, CustomStringConvertible {
    let what: String
    let complaints: String
    var description: String { "it never came to be that \(what)\n\(complaints)" }
  }
}
