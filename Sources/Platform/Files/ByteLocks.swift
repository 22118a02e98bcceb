internal import Glibc

/// Locks of the system on single bytes of one file, which may stay empty.
///
/// They keep out whoever else has opened the file, never the holder itself. The kernel frees them
/// when the holder ends, however it ends.
package final class ByteLocks: Sendable {
  /// Locks of an open file, which Glibc's module for Swift lacks (Linux, fcntl.h).
  private static let (askForLock, takeLock): (Int32, Int32) = (36, 37)

  private let file: OpenFile

  /// Opens the file, and makes it where it is not there.
  package init(_ path: String) throws(SystemError) { file = try OpenFile(path, for: .locking) }

  /// Takes a lock; false while another has it.
  package func take(_ place: Int) throws(SystemError) -> Bool {
    var request = Self.request(place, F_WRLCK)
    if retrying({ fcntl(file.descriptor, Self.takeLock, &request) }) == 0 { return true }
    guard errno == EAGAIN || errno == EACCES else {
      throw SystemError(file.path, "can't be locked")
    }
    return false
  }

  package func release(_ place: Int) {
    var request = Self.request(place, F_UNLCK)
    _ = fcntl(file.descriptor, Self.takeLock, &request)
  }

  /// Whether another holds a lock.
  package func isHeld(_ place: Int) throws(SystemError) -> Bool {
    var request = Self.request(place, F_WRLCK)
    guard fcntl(file.descriptor, Self.askForLock, &request) == 0 else {
      throw SystemError(file.path, "can't be asked for locks")
    }
    return Int32(request.l_type) != F_UNLCK
  }

  private static func request(_ place: Int, _ kind: Int32) -> flock {
    var request = flock()
    request.l_type = Int16(kind)
    request.l_whence = Int16(SEEK_SET)
    request.l_start = off_t(place)
    request.l_len = 1
    return request
  }
}
