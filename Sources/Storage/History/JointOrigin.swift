internal import FoundationEssentials
internal import GRDB
package import Pipeline
package import Spec

/// How, when and where some finished stages were done, all together.
package struct JointOrigin: Equatable, Sendable {
  /// What was recorded of the processes that did them (``Surroundings/environment``), each once.
  package let environments: [[String: String]]
  /// When the last of them was finished; nil where there is none.
  package let finished: String?
  /// The version of the program of the last run that did one of them; nil where no such run is
  /// known, as after an import.
  package let version: String?
  /// The git commit of the spec's folder in that run; nil outside git.
  package let revision: String?
}

extension ResultsStore {
  /// Returns the finished stages of a run by their keys, in the order of its plan.
  package func finishedKeys(ofRun run: Int) throws -> [(stage: StageID, key: Fingerprint)] {
    try database.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT id, fingerprint FROM run_stage
          WHERE run = ? AND status IN ('done', 'cached') ORDER BY ordinal
          """, arguments: [run])
      return try rows.map { (StageID($0[0]), try $0.fingerprint(1)) }
    }
  }

  /// Finds out how finished stages were done.
  package func origin(ofStages keys: [Fingerprint]) throws -> JointOrigin {
    try database.read { try JointOrigin(ofStages: keys, $0) }
  }
}

extension JointOrigin {
  fileprivate init(ofStages keys: [Fingerprint], _ database: Database) throws {
    let list = "[\(keys.map { "\"\($0)\"" }.joined(separator: ","))]"
    let stages = "fingerprint IN (SELECT value FROM json_each(?))"
    let texts = try String.fetchAll(
      database, sql: "SELECT DISTINCT environment FROM stage WHERE \(stages) ORDER BY 1",
      arguments: [list])
    environments = try texts.map {
      try JSONDecoder().decode([String: String].self, from: Data($0.utf8))
    }
    finished = try String.fetchOne(
      database, sql: "SELECT MAX(finished) FROM stage WHERE \(stages)", arguments: [list])
    let run = try Row.fetchOne(
      database,
      sql: """
        SELECT version, revision FROM run
        WHERE id = (SELECT MAX(run) FROM run_stage WHERE status = 'done' AND \(stages))
        """, arguments: [list])
    (version, revision) = (run?[0], run?[1])
  }
}
