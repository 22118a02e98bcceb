import Foundation
import GRDB
import TestSupport
import Testing

@Suite("memory of training")
struct MemoryTests {
  /// Sentences of 22 words of one token each, so that every sequence has the largest length.
  private static var text: String {
    let words = ["ba", "ko", "ri", "tu", "me", "sha"].flatMap { first in
      ["lon", "dra", "vi", "pel", "os"].map { first + $0 }
    }
    return (0..<300).map { line in
      (0..<22).map { words[(line * 7 + $0 * (1 + line % 5)) % words.count] }
        .joined(separator: " ") + "\n"
    }.joined()
  }

  /// A model whose parameters and activations take much more memory than the program itself.
  private static let spec = """
    experiment: large
    stages:
      text:
        kind: load
        dataset: {kind: text, file: text.txt}
        max_length: 24
        vocabulary: 300
      fresh:
        kind: initialize
        data: text
        encoder: {layers: 2, hidden: 256, heads: 4, max_positions: 32}
        sharing: none
      tuned: {kind: train, model: fresh, data: text, steps: 2, batch_size: 256}

    """

  @Test("is what the plan says, to 15 %")
  func prediction() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write(Self.text.utf8, to: "text.txt")
    _ = try folder.write(Self.spec.utf8, to: "large.yaml")
    let plan = try Program.run(["plan", "large.yaml"], in: folder)
    let line = try #require(plan.output.split(separator: "\n").last { $0.hasPrefix("tuned") })
    let planned = try #require(line.split(separator: " ").last.flatMap { Double($0) })
    #expect(try Program.run(["run", "large.yaml"], in: folder).status == 0)
    let database = try DatabaseQueue(path: folder.file("Results/bondlab.sqlite"))
    let found = try database.read { database in
      try Double.fetchOne(
        database, sql: "SELECT value FROM timing WHERE stage = 'tuned' AND metric = 'peak_bytes'")
    }
    // Where Linux doesn't let a process count its memory anew, there is nothing to compare.
    guard let found else { return }
    #expect(abs(planned * 1e6 / found - 1) < 0.15, "planned \(planned) MB, \(found / 1e6) MB")
  }

  @Test("may be limited as batch systems do it, to a part of the usual address space")
  func limit() throws {
    let experiment = try SmallExperiment()
    let run = try RunningProgram(
      ["run", "small.yaml"], in: experiment.folder, addressSpace: 24 << 20)
    let outcome = run.outcome()
    #expect(outcome.status == 0, "\(outcome.complaints)")
  }
}
