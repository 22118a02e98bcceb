internal import GRDB

/// A selection of finished stages for an archive.
package enum ArchiveSelection: Sendable {
  case everything
  case run(Int)
  /// All runs of an experiment.
  case experiment(String)
  /// Stages of any run, by their names in the spec.
  case stages([String])
}

/// The number of things that went into an archive or came out of it.
package struct ArchiveCounts: Sendable, Equatable {
  /// Stages that were exported or imported.
  package var stages = 0
  /// Stages that were there before.
  package var known = 0
  package var files = 0
  package var bytes = 0
}

extension ArchiveSelection {
  /// Returns the fingerprints of the stages; some may not be finished, and some may occur twice.
  func fingerprints(_ database: Database) throws -> [String] {
    let used = "SELECT DISTINCT fingerprint FROM run_stage JOIN run ON run.id = run_stage.run WHERE"
    return switch self {
    case .everything: try String.fetchAll(database, sql: "SELECT fingerprint FROM stage")
    case .run(let run): try String.fetchAll(database, sql: "\(used) run = ?", arguments: [run])
    case .experiment(let name):
      try String.fetchAll(database, sql: "\(used) experiment = ?", arguments: [name])
    case .stages(let names):
      try names.flatMap { name in
        try String.fetchAll(
          database, sql: "\(used) stage = ?1 OR run_stage.id = ?1", arguments: [name])
      }
    }
  }
}
