import Foundation
import GRDB
import TestSupport
import Testing

@Suite("results that are shared, tampered with or damaged")
struct SharedResultsTests {
  /// Number of rounds in which eight coordinators run one experiment at once.
  ///
  /// `BONDLAB_COORDINATOR_ROUNDS` asks for more.
  private static let rounds =
    ProcessInfo.processInfo.environment["BONDLAB_COORDINATOR_ROUNDS"].flatMap { Int($0) } ?? 1

  /// Reads the rows of a query, with spaces between columns.
  private func lines(_ sql: String, _ experiment: SmallExperiment) throws -> [String] {
    let database = try DatabaseQueue(path: experiment.folder.file("Results/bondlab.sqlite"))
    return try database.read { try Row.fetchAll($0, sql: sql) }.map { row in
      row.databaseValues.map { "\($0)" }.joined(separator: " ")
    }
  }

  @Test("eight coordinators at once all finish, and each stage is done once", arguments: 1...rounds)
  func coordinators(round: Int) throws {
    let experiment = try SmallExperiment(seeds: 1)
    let running = try (1...8).map { _ in try experiment.start("--jobs", "1", "--threads", "1") }
    for program in running {
      let outcome = program.outcome()
      #expect(outcome.status == 0, "round \(round): \(outcome.complaints)")
      #expect(!outcome.complaints.contains("lock"), "round \(round): \(outcome.complaints)")
    }
    let done = try lines(
      "SELECT COUNT(*), COUNT(DISTINCT fingerprint) FROM run_stage WHERE status = 'done'",
      experiment)
    #expect(done == ["22 22"], "round \(round)")
    let ends = try lines("SELECT status FROM run", experiment)
    #expect(ends == Array(repeating: "\"done\"", count: 8), "round \(round)")
  }

  @Test("a stored file with a flipped byte, a cut, or others of its size and time is never used")
  func tampered() throws {
    let experiment = try SmallExperiment(seeds: 1)
    #expect(try experiment.run().status == 0)
    let tables = try experiment.tables()
    let root = experiment.folder.file("Results/artifacts")
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    let files = names.filter { $0.utf8.count > 60 }.sorted()
    try #require(files.count > 3)
    for (index, tampering) in Tampering.allCases.enumerated() {
      let path = "\(root)/\(files[index])"
      let before = try Data(contentsOf: URL(filePath: path))
      try tampering.perform(path)
      let outcome = try experiment.run()
      #expect(outcome.status == 0, "\(tampering): \(outcome.complaints)")
      #expect(try Data(contentsOf: URL(filePath: path)) == before, "\(tampering)")
      #expect(try experiment.tables() == tables, "\(tampering)")
    }
    let aside = experiment.folder.file("Results/quarantine")
    let damaged = try FileManager.default.contentsOfDirectory(atPath: aside)
    #expect(damaged.count == Tampering.allCases.count)
  }

  @Test("a database cut at any of some lengths costs no stage: seed 9")
  func truncated() throws {
    let experiment = try SmallExperiment(seeds: 1)
    #expect(try experiment.run().status == 0)
    let tables = try experiment.tables()
    let path = experiment.folder.file("Results/bondlab.sqlite")
    let whole = try Data(contentsOf: URL(filePath: path))
    var random = SeededNumbers(seed: 9)
    for _ in 1...5 {
      let size = Int.random(in: 0..<whole.count, using: &random)
      try whole.prefix(size).write(to: URL(filePath: path))
      // What was written ahead would complete it again.
      for side in ["-wal", "-shm"] { unlink(path + side) }
      let outcome = try experiment.run()
      #expect(outcome.status == 0, "\(size) bytes: \(outcome.complaints)")
      #expect(outcome.complaints.contains("made anew"), "\(size) bytes")
      #expect(try experiment.tables() == tables, "\(size) bytes")
      let states = try lines("SELECT DISTINCT status FROM run_stage", experiment)
      #expect(states == ["\"cached\""], "\(size) bytes")
    }
  }
}

/// A change of a stored file that the store doesn't know of.
private enum Tampering: CaseIterable {
  case flip, truncation, sameSizeAndTime

  func perform(_ path: String) throws {
    let manager = FileManager.default
    let time = try manager.attributesOfItem(atPath: path)[.modificationDate] as? Date
    try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    var bytes = try Data(contentsOf: URL(filePath: path))
    switch self {
    case .flip, .sameSizeAndTime: bytes[bytes.count / 2] ^= 1
    case .truncation: bytes.removeLast()
    }
    if self == .sameSizeAndTime { try manager.removeItem(atPath: path) }
    try bytes.write(to: URL(filePath: path))
    guard self == .sameSizeAndTime, let time else { return }
    try manager.setAttributes([.modificationDate: time], ofItemAtPath: path)
  }
}
