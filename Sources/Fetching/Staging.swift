internal import Glibc

/// The folder `.partial/<entry>` of a data home, where an entry is put together.
///
/// Downloads stay in it until they are whole and used, so that a broken one goes on from where it
/// broke; everything else in it is of no use to the next attempt.
struct Staging {
  let entry: String
  let folder: String
  /// Archives and what is unpacked of them.
  let work: String
  /// The files to be kept, by their paths under the data home.
  let kept: String

  init(home: String, entry: String) {
    self.entry = entry
    folder = "\(home)/.partial/\(entry)"
    (work, kept) = ("\(folder)/work", "\(folder)/kept")
  }

  /// Makes the folders, without what an earlier attempt left of them.
  func prepare() throws(FetchError) {
    discardWork()
    try Disk.makeFolder(work)
    try Disk.makeFolder(kept)
  }

  /// Leaves downloads alone.
  func discardWork() {
    Disk.remove(work)
    Disk.remove(kept)
    rmdir(folder)
  }

  func discardAll() { Disk.remove(folder) }
}

/// The right to fetch into a data home; it ends with the last reference.
final class HomeLock {
  private let folder: String
  private let file: Int32

  /// - Throws: `FetchError.busy` while another has it.
  init(home: String) throws(FetchError) {
    folder = "\(home)/.partial"
    try Disk.makeFolder(folder)
    let path = "\(folder)/lock"
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard file >= 0 else { throw .file(path, reason: String(cString: strerror(errno))) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        close(file)
        throw .busy(home)
      }
      // One that its holder removed before we got it locks nobody out.
      var status = stat()
      if fstat(file, &status) == 0, status.st_nlink > 0 {
        self.file = file
        return
      }
      close(file)
    }
  }

  deinit {
    unlink("\(folder)/lock")
    rmdir(folder)
    close(file)
  }
}
