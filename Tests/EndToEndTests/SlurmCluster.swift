import Foundation
import TestSupport
import Testing

/// A Slurm of two virtual nodes on this machine, for the tests of one suite.
final class SlurmCluster: Sendable {
  /// The cluster of the tests that run now; a suite has it by ``SlurmClusterTrait``.
  @TaskLocal static var current: SlurmCluster?

  static let isInstalled = ["slurmctld", "slurmd", "munged", "sbatch"].allSatisfy { name in
    ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].contains {
      access("\($0)/\(name)", X_OK) == 0
    }
  }

  private static let script =
    #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/slurm-cluster.sh"

  private let folder: String
  private let port: Int

  /// - Parameter folder: Empty; whoever gave it removes it.
  init(folder: String) throws {
    self.folder = folder
    port = 18_000 + Int(getpid()) % 1500 * 8
    try request("start")
  }

  func stop() throws { try request("stop") }
  func stopController() throws { try request("stop-controller") }
  func startController() throws { try request("start-controller") }

  private func request(_ word: String) throws {
    _ = try run([Self.script, word], ["R": folder, "PORT": "\(port)", "CPUS": "8"])
  }

  var environment: [String: String] { ["SLURM_CONF": "\(folder)/slurm.conf"] }

  /// The output of a command of Slurm.
  @discardableResult
  func run(_ words: [String], _ variables: [String: String] = [:]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { $1 }.merging(variables) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(command: words) }
    return String(decoding: data, as: UTF8.self)
  }

  /// The jobs that Slurm knows, as `NUMBER STATE NODE`.
  func jobs(_ states: String = "all") throws -> [[String]] {
    try run(["squeue", "-h", "-r", "-t", states, "-o", "%i %T %N"]).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
  }

  /// Every job that has come to an end since the cluster began, by what it says of itself.
  func completed() -> [[String: String]] {
    let log = "\(folder)/log/jobcomp.log"
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      Dictionary(
        line.split(separator: " ").compactMap { field -> (String, String)? in
          let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
          return parts.count == 2 ? (parts[0], parts[1]) : nil
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  struct Failed: Error {
    let command: [String]
  }
}

/// Starts a cluster before the tests of a suite, and stops it after them.
///
/// `BONDLAB_TEST_CLUSTER` names a folder for it, so that whoever runs the tests can stop what a
/// crash of them leaves.
struct SlurmClusterTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    guard SlurmCluster.isWanted else { return try await body() }
    let folder = try TemporaryFolder()
    let place = ProcessInfo.processInfo.environment["BONDLAB_TEST_CLUSTER"] ?? folder.path
    let cluster = try SlurmCluster(folder: place)
    let end = await SlurmCluster.$current.withValue(cluster) {
      await result(of: body)
    }
    try cluster.stop()
    try end.get()
  }

  private func result(
    of body: @Sendable () async throws -> Void
  ) async -> Result<Void, any Error> {
    do { return .success(try await body()) } catch { return .failure(error) }
  }
}

extension SlurmCluster {
  /// Whether tests are to start a Slurm: it takes minutes, and is asked for.
  static var isWanted: Bool {
    isInstalled && ProcessInfo.processInfo.environment["BONDLAB_SLURM_TESTS"] != nil
  }
}

extension Trait where Self == SlurmClusterTrait {
  static var slurmCluster: Self { Self() }
}
