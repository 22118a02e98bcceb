internal import Glibc

/// A lock of the system on a file; the kernel frees it when the holder ends, however it ends.
final class FileLock: Sendable {
  enum Mode: Sendable {
    case shared, exclusive
  }

  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock, making the file, and waits as long as that takes.
  static func wait(_ path: String, _ mode: Mode) throws -> FileLock {
    guard let lock = try take(path, mode, O_CREAT, 0) else {
      throw StoreError(path, "can't be locked")
    }
    return lock
  }

  /// Takes the lock, making the file; nil while another has it.
  static func attempt(_ path: String, _ mode: Mode) throws -> FileLock? {
    try take(path, mode, O_CREAT, LOCK_NB)
  }

  /// Whether anyone holds the lock; nil where there is no such file.
  static func isHeld(_ path: String) throws -> Bool? {
    guard DiskFile.exists(path) else { return nil }
    return try take(path, .exclusive, 0, LOCK_NB) == nil
  }

  private static func take(
    _ path: String, _ mode: Mode, _ creation: Int32, _ waiting: Int32
  ) throws -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | creation, 0o666)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    let lock = FileLock(descriptor: descriptor)
    while flock(descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | waiting) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else { throw StoreError(path, systemCall: "can't be locked") }
      return nil
    }
    return lock
  }

  /// Whether the locked file is still the one of that name, and not one that was removed.
  func isStill(_ path: String) -> Bool {
    var (held, named) = (stat(), stat())
    return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  /// Replaces what the file says, for people who wonder who holds it.
  func write(_ text: String, to path: String) throws {
    let bytes = Array(text.utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { throw StoreError(path, systemCall: "can't be written") }
  }
}
