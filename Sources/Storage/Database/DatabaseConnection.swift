internal import GRDB
internal import Platform
internal import Synchronization

/// The connection to the database.
///
/// A reader that finds no process writing opens the database as one that can't change; as soon as
/// another process writes, it opens the database again as one that may change.
final class DatabaseConnection: Sendable {
  let path: String
  private let isReadOnly: Bool
  private let state: Mutex<(queue: DatabaseQueue, file: FileStatus?)>

  init(_ path: String, _ queue: DatabaseQueue, isReadOnly: Bool) {
    (self.path, self.isReadOnly) = (path, isReadOnly)
    state = Mutex((queue, nil))
  }

  /// Creates a reader's connection.
  ///
  /// - Parameter file: The database's status before it was opened; nil if it is in memory.
  init(_ path: String, reading queue: DatabaseQueue, _ file: FileStatus?) {
    (self.path, isReadOnly) = (path, true)
    state = Mutex((queue, file))
  }

  var current: DatabaseQueue { state.withLock { $0.queue } }

  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    while true {
      let queue = try upToDate()
      let result = Swift.Result { try queue.read(body) }
      // What was read while the file changed may be neither old nor new.
      if isReadOnly && hasChanged { continue }
      return try result.get()
    }
  }

  /// Reads once, also while the file changes, for what can't be read again.
  ///
  /// - Returns: Whether the file stayed as it was; if not, what was read may be neither old nor
  ///   new.
  func readOnce(_ body: (Database) throws -> Void) throws -> Bool {
    try upToDate().read(body)
    return !(isReadOnly && hasChanged)
  }

  private func upToDate() throws -> DatabaseQueue {
    try state.withLock { state in
      guard let file = state.file, changed(file) else { return state.queue }
      if let queue = try DatabaseFile.openForReading(path) {
        let isWritten = FileSystem.exists("\(path)-wal")
        state = (queue, isWritten ? nil : FileStatus(ofFile: path))
      }
      return state.queue
    }
  }

  private var hasChanged: Bool { state.withLock { $0.file.map(changed) ?? false } }

  private func changed(_ file: FileStatus) -> Bool {
    FileSystem.exists("\(path)-wal") || FileStatus(ofFile: path) != file
  }
}
