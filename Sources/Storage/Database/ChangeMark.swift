internal import GRDB

/// Tells one state of the database from a later one, at next to no cost.
package struct ChangeMark: Hashable, Sendable {
  /// SQLite's own count of changes, which is good for one connection alone.
  private let version: Int
  private let files: [FileStatus?]

  init(_ path: String, version: Int) {
    self.version = version
    files = ["", "-wal"].map { FileStatus(ofFile: path + $0) }
  }
}

extension ResultsStore {
  /// Returns a mark that is another one as soon as any process has written to the database.
  package func changeMark() throws -> ChangeMark {
    ChangeMark(
      database.path, version: try database.read { try StageTable.version($0) })
  }
}
