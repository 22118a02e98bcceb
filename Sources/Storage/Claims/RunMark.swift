internal import Platform
internal import Synchronization

/// The mark of a run in progress, a system lock on a file that is removed together with it.
final class RunMark: Sendable {
  private let path: String
  private let lock: Mutex<FileLock?>

  private init(_ path: String, _ lock: FileLock) {
    self.path = path
    self.lock = Mutex(lock)
  }

  deinit { release() }

  /// Sets the mark; nil while another process holds it.
  static func take(_ path: String, host: String) throws -> RunMark? {
    while true {
      guard let lock = try attempt(path) else { return nil }
      // Whoever had it may have removed the file after it was opened here: then the lock is on a
      // file that nobody else will ever find.
      guard lock.isStill(path) else { continue }
      let owner = ProcessIdentity.current
      try StoreError.translating {
        try lock.write("\(host) \(owner.boot) \(owner.process) \(owner.start)\n")
      }
      return RunMark(path, lock)
    }
  }

  private static func attempt(_ path: String) throws -> FileLock? {
    try StoreError.translating { try FileLock.attempt(path, .exclusive) }
  }

  func release() {
    lock.withLock { lock in
      // Removed while it is locked, so that it is never another's file that goes.
      if lock != nil { try? FileSystem.remove(path) }
      lock = nil
    }
  }
}
