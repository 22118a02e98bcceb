internal import Glibc

/// The status of a file in the file system, which shows whether the file's bytes may have changed.
///
/// Size, time of modification and inode can be set back by anyone; the time of change can't.
struct FileStatus: Hashable, Sendable {
  let bytes: Int
  /// Time of the last change of the bytes, in nanoseconds since 1970.
  let modified: Int
  /// Time of the last change of the bytes or the status, in nanoseconds since 1970.
  let changed: Int
  let inode: Int

  /// A time of change that no file has, so that the file's bytes are compared when it is used next.
  static let unsettled = -1

  init(bytes: Int, modified: Int, changed: Int, inode: Int) {
    self.bytes = bytes
    self.modified = modified
    self.changed = changed
    self.inode = inode
  }

  /// Reads the status of a plain file; nil for anything else, links included.
  init?(ofFile path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(
      bytes: Int(status.st_size), modified: Self.nanoseconds(status.st_mtim),
      changed: Self.nanoseconds(status.st_ctim), inode: Int(truncatingIfNeeded: status.st_ino))
  }

  /// Returns the status to remember.
  ///
  /// Some systems take times of change from a clock that moves on every few milliseconds only.
  /// Until it has moved on, a further change would not show, so the status returned vouches for
  /// nothing.
  func settled() -> FileStatus {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &now)
    guard Self.nanoseconds(now) == changed else { return self }
    return unsettled
  }

  /// The same status with a time of change that no file has, so that it vouches for nothing.
  var unsettled: FileStatus {
    FileStatus(bytes: bytes, modified: modified, changed: Self.unsettled, inode: inode)
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
