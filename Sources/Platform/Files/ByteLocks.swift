internal import Glibc

/// Takes the system's locks on single bytes of one file, which may stay empty.
///
/// The locks keep out whoever else has opened the file, never the holder itself. The kernel frees
/// them when the holder ends, however it ends.
package final class ByteLocks: Sendable {
  /// The commands F_OFD_GETLK and F_OFD_SETLK (Linux, fcntl.h), which Swift's module of glibc
  /// lacks.
  private static let (askForLock, takeLock): (Int32, Int32) = (36, 37)

  private let file: OpenFile

  /// Opens the file, and makes it where it isn't there.
  package init(_ path: String) throws(SystemError) { file = try OpenFile(path, for: .locking) }

  /// Locks the byte at an offset; returns false while another holder has it.
  package func take(_ offset: Int) throws(SystemError) -> Bool {
    var request = Self.request(offset, F_WRLCK)
    if retrying({ fcntl(file.descriptor, Self.takeLock, &request) }) == 0 { return true }
    guard errno == EAGAIN || errno == EACCES else {
      throw SystemError(file.path, "can't be locked")
    }
    return false
  }

  package func release(_ offset: Int) {
    var request = Self.request(offset, F_UNLCK)
    _ = fcntl(file.descriptor, Self.takeLock, &request)
  }

  /// Returns whether another holder has locked the byte at an offset.
  package func isHeld(_ offset: Int) throws(SystemError) -> Bool {
    var request = Self.request(offset, F_WRLCK)
    guard fcntl(file.descriptor, Self.askForLock, &request) == 0 else {
      throw SystemError(file.path, "can't be asked for locks")
    }
    return Int32(request.l_type) != F_UNLCK
  }

  private static func request(_ offset: Int, _ kind: Int32) -> flock {
    var request = flock()
    request.l_type = Int16(kind)
    request.l_whence = Int16(SEEK_SET)
    request.l_start = off_t(offset)
    request.l_len = 1
    return request
  }
}
