import Foundation
import GRDB
import Pipeline
import Spec
import Storage
import Testing

@Suite("what was submitted to a batch system")
struct SubmissionTests {
  private let bench: StoreBench

  init() throws { bench = try StoreBench() }

  private func submission(
    _ token: String, _ index: Int = 0, stage: PlannedStage = StoreBench.stage(),
    at seconds: Double = 0, attempt: Int = 1
  ) throws -> Submission {
    Submission(
      token: token, index: index, stage: try StoreBench.key(stage).fingerprint, attempt: attempt,
      name: "bondlab-r", folder: "\(bench.results)/slurm/\(token)",
      submitted: 1_800_000_000 + seconds)
  }

  /// Returns the submissions of a stage that the database still has.
  private func open(_ stage: PlannedStage = StoreBench.stage()) throws -> [Submission] {
    try bench.reading().submissions.open(StoreBench.key(stage).fingerprint)
  }

  @Test("is there for the next process, first without a number, then with one")
  func numbers() throws {
    var made = [try submission("a", 0), try submission("a", 1)]
    try bench.open().submissions.begin(made)
    #expect(try open() == made)
    try bench.open().submissions.accepted("a", jobs: [0: "12_0", 1: "12_1"])
    for index in 0...1 { (made[index].job, made[index].state) = ("12_\(index)", .submitted) }
    #expect(try open() == made)
  }

  @Test("is open no more once it has ended, and stays so")
  func end() throws {
    let table = try bench.open().submissions
    try table.begin([try submission("a", 0), try submission("a", 1)])
    try table.ended("a", index: 0, message: "its node failed")
    try table.accepted("a", jobs: [0: "12_0", 1: "12_1"])
    #expect(try open().map(\.index) == [1])
  }

  @Test("comes latest first")
  func order() throws {
    let table = try bench.open().submissions
    try table.begin([
      try submission("old", at: 5), try submission("new", at: 7),
      try submission("late", at: 5, attempt: 2),
    ])
    #expect(try open().map(\.token) == ["new", "late", "old"])
  }

  @Test("is forgotten with its folder when all its stages are stored, or ended in another way")
  func settling() throws {
    let store = try bench.open(at: 10)
    let (first, second) = (StoreBench.stage(size: 1), StoreBench.stage(size: 2))
    let table = store.submissions
    try table.begin([
      try submission("a", 0, stage: first), try submission("a", 1, stage: second),
      try submission("b", 0, stage: first), try submission("later", 0, stage: first, at: 11),
    ])
    func discarded() throws -> [String] {
      var folders: [String] = []
      try table.settle { folders.append($0) }
      return folders.map { String($0.split(separator: "/").last ?? "") }
    }
    #expect(try discarded() == [])
    try bench.save(first, in: store)
    #expect(try discarded() == ["b"])
    #expect(try open(first).map(\.token) == ["later"])
    #expect(try open(second).map(\.token) == ["a"])
    try table.ended("a", index: 1, message: "it failed")
    #expect(try discarded() == ["a"])
    #expect(try discarded() == [])
    // The stage was done before that one was asked for: it is to be done again.
    #expect(try open(first).map(\.token) == ["later"])
  }

  @Test("is kept where its folder can't be removed")
  func keptFolder() throws {
    struct Busy: Error {}
    let table = try bench.open().submissions
    try table.begin([try submission("a")])
    try table.ended("a", index: 0, message: "it failed")
    #expect(throws: Busy.self) { try table.settle { _ in throw Busy() } }
    var folders = 0
    try table.settle { _ in folders += 1 }
    #expect(folders == 1)
  }

  @Test("is not written into a store that is open for reading")
  func reading() throws {
    _ = try bench.open()
    let table = try bench.reading().submissions
    #expect(throws: StoreError.self) { try table.begin([try submission("a")]) }
    #expect(try open().isEmpty)
  }

  @Test("a token and an index in it are given once")
  func once() throws {
    let table = try bench.open().submissions
    try table.begin([try submission("a")])
    #expect(throws: StoreError.self) { try table.begin([try submission("a")]) }
    #expect(try open().count == 1)
  }
}
