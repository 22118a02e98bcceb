internal import GRDB
package import Pipeline
internal import Spec

/// Something that differs between two runs; `old` or `new` is nil if that run lacks it.
package struct Change<Thing: Equatable & Sendable>: Equatable, Sendable {
  package let name: String
  package let old: Thing?
  package let new: Thing?
}

/// The differences between two runs.
package struct RunDifference: Sendable, Equatable {
  /// A stage that both runs have, under different keys or finished in one of them alone.
  package struct Stage: Sendable, Equatable {
    package let id: StageID
    /// The stage's statuses, if it is finished in one run alone.
    package let status: Change<RunStageStatus>?
    /// The components of its key that differ; none if the components of one key are unknown, as
    /// they are stored when a stage is finished.
    package let key: [Change<String>]
    /// The final metrics that differ, in the order of the stage.
    package let metrics: [Change<Double>]
  }

  package let onlyInOld: [StageID]
  package let onlyInNew: [StageID]
  package let stages: [Stage]
}

extension RunDifference {
  /// Compares two runs; stages are in the order of the plan.
  init(from old: Int, to new: Int, _ database: Database) throws {
    let pairs = RunPairs(
      try OutlinedStage.all(ofRun: old, database), try OutlinedStage.all(ofRun: new, database))
    self.init(
      onlyInOld: pairs.onlyInOld, onlyInNew: pairs.onlyInNew,
      stages: try pairs.changed.map { try StageDifference(database).stage($0, $1) })
  }
}

/// The part of a run's stage by which two stages are compared.
private struct OutlinedStage {
  let id: String
  let fingerprint: String?
  let status: RunStageStatus

  static func all(ofRun run: Int, _ database: Database) throws -> [OutlinedStage] {
    let cursor = try Row.fetchCursor(
      database.cachedStatement(
        sql: "SELECT id, fingerprint, status FROM run_stage WHERE run = ? ORDER BY ordinal"),
      arguments: [run])
    var stages: [OutlinedStage] = []
    while let row = try cursor.next() {
      stages.append(
        OutlinedStage(
          id: row[0], fingerprint: row[1],
          status: RunStageStatus(rawValue: row[2]) ?? .interrupted))
    }
    return stages
  }

  func isSame(as other: OutlinedStage) -> Bool {
    fingerprint == other.fingerprint && status.isFinished == other.status.isFinished
  }
}

/// The stages of two runs, those with the same name paired.
private struct RunPairs {
  private(set) var onlyInOld: [StageID] = []
  private(set) var onlyInNew: [StageID] = []
  private(set) var changed: [(OutlinedStage, OutlinedStage)] = []

  init(_ old: [OutlinedStage], _ new: [OutlinedStage]) {
    // Runs of one plan have the same stages in the same order, and no name need be looked up.
    if old.count == new.count, zip(old, new).allSatisfy({ $0.id == $1.id }) {
      changed = zip(old, new).filter { !$0.isSame(as: $1) }
      return
    }
    let known = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for stage in new {
      guard let earlier = known[stage.id] else {
        onlyInNew.append(StageID(stage.id))
        continue
      }
      if !earlier.isSame(as: stage) { changed.append((earlier, stage)) }
    }
    let names = Set(new.map(\.id))
    onlyInOld = old.filter { !names.contains($0.id) }.map { StageID($0.id) }
  }
}

/// Finds what differs in a stage that both runs have.
private struct StageDifference {
  private let database: Database

  init(_ database: Database) { self.database = database }

  func stage(_ old: OutlinedStage, _ new: OutlinedStage) throws -> RunDifference.Stage {
    let hasEnded = old.status.isFinished == new.status.isFinished
    return RunDifference.Stage(
      id: StageID(new.id),
      status: hasEnded ? nil : Change(name: "status", old: old.status, new: new.status),
      key: try key(old.fingerprint, new.fingerprint),
      metrics: changes(try metrics(old), try metrics(new)))
  }

  private func key(_ old: String?, _ new: String?) throws -> [Change<String>] {
    guard let old = try components(old), let new = try components(new) else { return [] }
    return changes(old, new)
  }

  private func components(_ fingerprint: String?) throws -> [(String, String)]? {
    let json = try String.fetchOne(
      database.cachedStatement(sql: "SELECT components FROM stage WHERE fingerprint = ?"),
      arguments: [fingerprint])
    return try json.map(KeyComponents.init(json:))?.components.map { ($0.name, $0.value) }
  }

  private func metrics(_ stage: OutlinedStage) throws -> [(String, Double)] {
    if !stage.status.isFinished { return [] }
    return try Row.fetchAll(
      database.cachedStatement(
        sql: """
          SELECT name, value FROM metric INDEXED BY metric_final
          WHERE stage = ? AND step IS NULL AND reproducible = 1 ORDER BY position
          """), arguments: [stage.fingerprint]
    ).map { ($0[0], $0[1] ?? .nan) }
  }

  /// Returns the changes by name: first those of `new` in its order, then what only `old` has.
  private func changes<Thing: Equatable & Sendable>(
    _ old: [(String, Thing)], _ new: [(String, Thing)]
  ) -> [Change<Thing>] {
    let before = Dictionary(old, uniquingKeysWith: { $1 })
    let after = Dictionary(new, uniquingKeysWith: { $1 })
    var seen: Set<String> = []
    return (new + old).compactMap { name, _ in
      guard seen.insert(name).inserted, !areEqual(before[name], after[name]) else { return nil }
      return Change(name: name, old: before[name], new: after[name])
    }
  }

  /// Returns whether two values are equal, or both NaN.
  private func areEqual<Thing: Equatable>(_ a: Thing?, _ b: Thing?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a == b || (a != a && b != b)
  }
}
