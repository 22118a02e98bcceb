internal import Glibc
internal import Platform

/// The folder `.partial/<entry>` of a data home, where an entry is put together.
///
/// Downloads stay in it until they are whole and used, so that a broken one goes on from where it
/// broke; everything else in it is of no use to the next attempt.
struct Staging {
  let entry: String
  let folder: String
  /// The folder of archives and their unpacked members.
  let work: String
  /// The folder of the files to be kept, at their paths under the data home.
  let kept: String

  init(home: String, entry: String) {
    self.entry = entry
    folder = "\(home)/.partial/\(entry)"
    (work, kept) = ("\(folder)/work", "\(folder)/kept")
  }

  /// Makes the folders, and removes what an earlier attempt left in them.
  func prepare() throws(FetchError) {
    discardWork()
    try Disk.makeFolder(work)
    try Disk.makeFolder(kept)
  }

  /// Removes what was unpacked, and keeps downloads, finished or not, for the next attempt.
  func discardWork() {
    Disk.remove(work)
    Disk.remove(kept)
    rmdir(folder)
  }

  func discardAll() { Disk.remove(folder) }
}

/// The right to fetch into a data home, which ends with the last reference.
final class HomeLock {
  private let folder: String
  private let lock: FileLock

  /// Takes the right.
  ///
  /// - Throws: `FetchError.busy` while another process has it.
  init(home: String) throws(FetchError) {
    folder = "\(home)/.partial"
    try Disk.makeFolder(folder)
    let path = "\(folder)/lock"
    while true {
      guard let lock = try Self.attempt(path) else { throw .busy(home) }
      // One that its holder removed before we got it locks nobody out.
      if lock.isStill(path) {
        self.lock = lock
        return
      }
    }
  }

  private static func attempt(_ path: String) throws(FetchError) -> FileLock? {
    do {
      return try FileLock.attempt(path, .exclusive)
    } catch {
      throw .file(path, reason: error.reason)
    }
  }

  deinit {
    // While it is locked, so that it is never another's file that goes.
    Disk.remove("\(folder)/lock")
    rmdir(folder)
  }
}
