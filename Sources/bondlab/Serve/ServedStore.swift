internal import Platform
internal import Storage
internal import Synchronization

/// The store of a results folder as a server reads it for a long time, and its files.
final class ServedStore: Sendable {
  /// A store and the file that it has open.
  private struct Opened {
    let store: ResultsStore
    let file: FileIdentity?
  }

  let folder: String
  private let opened: Mutex<Opened>

  /// Opens the store for reading; nothing is created.
  init(_ folder: String) throws {
    self.folder = folder
    let first = try Self.open(folder)
    if let notice = first.store.notice { complain(notice) }
    opened = Mutex(first)
  }

  private static func open(_ folder: String) throws -> Opened {
    let file = FileIdentity(atPath: "\(folder)/bondlab.sqlite")
    return Opened(store: try ResultsStore(reading: folder), file: file)
  }

  /// The store, opened again where there is another database now.
  func current() throws -> ResultsStore {
    let file = FileIdentity(atPath: "\(folder)/bondlab.sqlite")
    return try opened.withLock { opened in
      if opened.file != file { opened = try Self.open(folder) }
      return opened.store
    }
  }

  /// Whether a path leads to a plain file in the results folder, with all links followed.
  ///
  /// Paths in the database may lead anywhere: it may have come from elsewhere.
  func contains(_ path: String) -> Bool {
    guard let folder = FileSystem.canonical(folder), let real = FileSystem.canonical(path),
      real.hasPrefix("\(folder)/")
    else { return false }
    return FileIdentity(atPath: real)?.isPlainFile == true
  }
}
