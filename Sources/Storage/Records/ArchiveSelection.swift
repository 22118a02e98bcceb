internal import GRDB

/// Which finished stages go into an archive.
package enum ArchiveSelection: Sendable {
  case everything
  case run(Int)
  /// All runs of an experiment.
  case experiment(String)
  /// Stages as the spec names them, of any run.
  case stages([String])
}

/// What an archive gave or got.
package struct ArchiveCounts: Sendable, Equatable {
  /// Stages that went over.
  package var stages = 0
  /// Stages that were there before.
  package var known = 0
  package var files = 0
  package var bytes = 0
}

extension ArchiveSelection {
  /// The fingerprints of the stages, some of which may not be finished, or be there twice.
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
