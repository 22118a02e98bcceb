internal import GRDB
package import Pipeline
internal import Spec

/// Something that two runs have differently; nil where one of them lacks it.
package struct Change<Thing: Equatable & Sendable>: Equatable, Sendable {
  package let name: String
  package let old: Thing?
  package let new: Thing?
}

/// What differs between two runs.
package struct RunDifference: Sendable, Equatable {
  /// A stage that both have, under different keys.
  package struct Stage: Sendable, Equatable {
    package let id: StageID
    /// The parts of its key that differ, by name.
    package let key: [Change<String>]
    /// The final figures that differ, in the order of the stage.
    package let metrics: [Change<Double>]
  }

  package let onlyInOld: [StageID]
  package let onlyInNew: [StageID]
  package let stages: [Stage]
}

extension ResultsStore {
  /// What differs between two runs, stages in the order of the plan.
  ///
  /// - Throws: ``StoreError`` where there is no run of that number.
  package func difference(from old: Int, to new: Int) throws -> RunDifference {
    try read { database in
      for run in [old, new] {
        let isThere = try Int.fetchOne(
          database, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [run])
        if isThere == nil { throw StoreError(databasePath, "has no run \(run)") }
      }
      let (before, after) = (try stages(ofRun: old, database), try stages(ofRun: new, database))
      let known = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
      let ids = Set(after.map(\.id))
      return RunDifference(
        onlyInOld: before.map(\.id).filter { !ids.contains($0) },
        onlyInNew: after.map(\.id).filter { known[$0] == nil },
        stages: try after.compactMap { stage in
          guard let earlier = known[stage.id], earlier.fingerprint != stage.fingerprint else {
            return nil
          }
          return try difference(stage.id, earlier.fingerprint, stage.fingerprint, database)
        })
    }
  }

  private func difference(
    _ id: StageID, _ old: Fingerprint?, _ new: Fingerprint?, _ database: Database
  ) throws -> RunDifference.Stage {
    RunDifference.Stage(
      id: id,
      key: changes(try components(old, database), try components(new, database)),
      metrics: changes(try finalFigures(old, database), try finalFigures(new, database)))
  }

  private func components(
    _ fingerprint: Fingerprint?, _ database: Database
  ) throws -> [(String, String)] {
    let json = try String.fetchOne(
      database, sql: "SELECT components FROM stage WHERE fingerprint = ?",
      arguments: [fingerprint?.description])
    let components = try json.map(KeyComponents.init(json:))?.components ?? []
    return components.map { ($0.name, $0.value) }
  }

  private func finalFigures(
    _ fingerprint: Fingerprint?, _ database: Database
  ) throws -> [(String, Double)] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT name, value FROM metric WHERE stage = ? AND step IS NULL AND reproducible = 1
        ORDER BY position
        """, arguments: [fingerprint?.description]
    ).map { ($0[0], $0[1] ?? .nan) }
  }

  /// By name: first those of `new` in its order, then what only `old` has.
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

  /// Equal, or both not a number.
  private func areEqual<Thing: Equatable>(_ a: Thing?, _ b: Thing?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return a == b || (a != a && b != b)
  }
}
