import Foundation
import TestSupport
import Testing

/// A Slurm of two virtual nodes on this machine, for the tests of one suite.
final class SlurmCluster: Sendable {
  /// The cluster of the running tests; ``SlurmClusterTrait`` gives it to a suite.
  @TaskLocal static var current: SlurmCluster?

  static let isInstalled = ["slurmctld", "slurmd", "munged", "sbatch"].allSatisfy { name in
    ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"].contains {
      access("\($0)/\(name)", X_OK) == 0
    }
  }

  private static let script =
    #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/slurm-cluster.sh"

  private let folder: TemporaryFolder

  /// Starts a cluster.
  ///
  /// A port that was free may be taken by the time it is used, so others are tried.
  init() throws {
    var folder = try TemporaryFolder()
    for attempt in 1... {
      do {
        try Self.request("start", folder)
        break
      } catch {
        try? Self.request("stop", folder)
        if attempt == 3 { throw error }
        folder = try TemporaryFolder()
      }
    }
    self.folder = folder
  }

  func stop() throws { try Self.request("stop", folder) }
  func stopController() throws { try Self.request("stop-controller", folder) }
  func startController() throws { try Self.request("start-controller", folder) }

  /// Stops the cluster; after a crash of the tests the script does so, which watches this process.
  private static func request(_ word: String, _ folder: TemporaryFolder) throws {
    let variables = [
      "R": folder.path, "PORT": "\(FreePorts.first(of: 3))", "CPUS": "8", "OWNER": "\(getpid())",
    ]
    _ = try output(of: [script, word], variables)
  }

  var environment: [String: String] { ["SLURM_CONF": folder.file("slurm.conf")] }

  /// Runs a command of Slurm and returns its output.
  @discardableResult
  func run(_ words: String...) throws -> String { try Self.output(of: words, environment) }

  private static func output(of words: [String], _ variables: [String: String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try withSignals { try process.run() }
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(command: words.joined(separator: " "), output: text)
    }
    return text
  }

  /// Unblocks signals while processes are started.
  ///
  /// Threads of tests block signals, and processes inherit that.
  private static func withSignals(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  /// A job that Slurm knows.
  struct Job {
    let number: String
    let node: String
  }

  /// Finds the jobs of the runs in a folder that Slurm knows.
  ///
  /// - Parameter states: States of the jobs, such as `running`.
  func jobs(_ states: String = "all", in runFolder: TemporaryFolder) throws -> [Job] {
    try run("squeue", "-h", "-r", "-t", states, "-o", "%i|%N|%Z").split(separator: "\n")
      .map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
      .filter { $0.count == 3 && $0[2].hasPrefix("\(runFolder.path)/") }
      .map { Job(number: $0[0], node: $0[1]) }
  }

  /// Finds the ended jobs of the runs in a folder, each as the fields that Slurm has recorded.
  func completed(in runFolder: TemporaryFolder) -> [[String: String]] {
    let log = folder.file("log/jobcomp.log")
    let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    let jobs = text.split(separator: "\n").map { line in
      Dictionary(
        line.split(separator: " ").compactMap { field -> (String, String)? in
          let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
          return parts.count == 2 ? (parts[0], parts[1]) : nil
        }, uniquingKeysWith: { first, _ in first })
    }
    return jobs.filter { $0["WorkDir"]?.hasPrefix("\(runFolder.path)/") ?? false }
  }

  struct Failed: Error, CustomStringConvertible {
    let command: String
    let output: String
    var description: String { "\(command) failed: \(output)" }
  }
}

/// Finds free ports of the loopback.
private enum FreePorts {
  /// Finds the first of several free ports in a row, below those that the system gives to clients.
  static func first(of count: UInt16) -> UInt16 {
    while true {
      let port = UInt16.random(in: 10_000..<32_000)
      if (port..<port + count).allSatisfy(isFree) { return port }
    }
  }

  private static func isFree(_ port: UInt16) -> Bool {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

/// Starts a cluster before the tests of a suite, and stops it after them.
struct SlurmClusterTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    guard SlurmCluster.isInstalled else { return try await body() }
    let cluster = try SlurmCluster()
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

extension Trait where Self == SlurmClusterTrait {
  static var slurmCluster: Self { Self() }
}

extension Trait where Self == ConditionTrait {
  static var slurmIsInstalled: Self {
    .enabled(
      if: SlurmCluster.isInstalled,
      "no slurmctld, slurmd, munge or slurm-client is installed; Tests/run.sh does so where it may")
  }
}
