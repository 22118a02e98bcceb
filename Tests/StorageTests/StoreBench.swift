import FoundationEssentials
import GRDB
import Pipeline
import Options
import Spec
import Storage
import TestSupport

/// A results folder for one test, with small stages to store in it.
final class StoreBench {
  let folder: TemporaryFolder
  private var produced = 0

  init() throws { folder = try TemporaryFolder() }

  var results: String { folder.file("Results") }
  var database: String { "\(results)/bondlab.sqlite" }

  func surroundings(at seconds: Double = 0) -> Surroundings {
    Surroundings(
      host: "here", version: "1", environment: ["OPENBLAS_CORETYPE": "Haswell"],
      now: { Date(timeIntervalSince1970: 1_800_000_000 + seconds) })
  }

  func open(at seconds: Double = 0) throws -> ResultsStore {
    try ResultsStore(folder: results, surroundings: surroundings(at: seconds))
  }

  func reading() throws -> ResultsStore { try ResultsStore(reading: results) }

  /// Returns the metrics of a stage as they are stored.
  func metrics(of finished: FinishedStage) throws -> [Metric] {
    try reading().metrics(of: finished.fingerprint)
  }

  static let kind = StageDeclaration(
    kind: "make", version: 1, about: "makes a part", produces: "part",
    options: [OptionDeclaration("size", .integer(0...1000), .standard(.integer(1)), "a number")])

  /// Makes a stage that reads nothing.
  static func stage(_ name: String = "text", size: Int = 1) -> PlannedStage {
    PlannedStage(
      id: StageID(name), name: name, cell: [], declaration: kind,
      options: .map(["size": .integer(size)]), inputs: [], location: "spec.yaml:1:1")
  }

  static func plan(_ stages: PlannedStage...) -> Plan {
    Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: stages, tables: [])
  }

  static func key(_ stage: PlannedStage) throws -> StageKey {
    try StageKeying().key(of: stage, contents: [])
  }

  /// Makes the output of a stage that wrote these files.
  func output(
    _ files: [String: String], metrics: [Metric] = [], timings: [Metric] = []
  ) throws -> StageOutput {
    produced += 1
    let paths = try files.map { name, text in
      (name, try folder.write(text.utf8, to: "made-\(produced)-\(name)"))
    }
    return StageOutput(
      files: Dictionary(uniqueKeysWithValues: paths), metrics: metrics, timings: timings)
  }

  /// Stores a stage that wrote these files.
  @discardableResult
  func save(
    _ stage: PlannedStage, _ files: [String: String] = ["a": "alpha"], metrics: [Metric] = [],
    timings: [Metric] = [], in store: ResultsStore
  ) throws -> FinishedStage {
    try store.save(
      output(files, metrics: metrics, timings: timings), of: stage, key: StoreBench.key(stage))
  }

  /// Stores the stage `text`, which wrote these files.
  @discardableResult
  func save(
    _ files: [String: String] = ["a": "alpha"], metrics: [Metric] = [], timings: [Metric] = [],
    in store: ResultsStore
  ) throws -> FinishedStage {
    try save(StoreBench.stage(), files, metrics: metrics, timings: timings, in: store)
  }

  /// Notes a run in which every stage was done.
  @discardableResult
  func run(_ stages: PlannedStage..., in store: ResultsStore) throws -> Int {
    let plan = Plan(
      experiment: "bench", about: "", axes: [], cells: [[]], stages: stages, tables: [])
    let run = try store.beginRun(plan, request)
    let changes = try stages.map {
      RunStageChange($0.id, .done, fingerprint: try StoreBench.key($0).fingerprint, seconds: 1)
    }
    try store.note(changes, run: run)
    try store.finishRun(run, .done)
    return run
  }

  let request = RunRequest(specFile: "spec.yaml", specText: "x", command: "bondlab run spec.yaml")

  /// Changes the database behind the store's back.
  func execute(_ sql: String) throws {
    let database = try DatabaseQueue(path: database)
    try database.write { try $0.execute(sql: sql) }
    try database.close()
  }

  /// Returns the rows of a query, with columns separated by spaces.
  func lines(_ sql: String) throws -> [String] {
    let database = try DatabaseQueue(path: database)
    return try database.read { try Row.fetchAll($0, sql: sql) }.map { row in
      row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
    }
  }

  /// Names of the files in quarantine.
  var quarantined: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(results)/quarantine")
    return (names ?? []).sorted()
  }

  func text(_ path: String?) -> String? {
    path.flatMap { try? String(decoding: Data(contentsOf: URL(filePath: $0)), as: UTF8.self) }
  }

  func overwrite(_ path: String, _ text: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
