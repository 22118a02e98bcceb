internal import Glibc

/// A lock of the system on a file, which the kernel frees when the holder ends, however it ends.
package final class FileLock: Sendable {
  package enum Mode: Sendable {
    case shared, exclusive
  }

  /// The locked file; a program that inherits it holds the lock as long as it lives.
  package let file: OpenFile

  private init(_ file: OpenFile) { self.file = file }

  /// Takes the lock, waiting until it is free; the file is made where it isn't there.
  package static func wait(_ path: String, _ mode: Mode) throws(SystemError) -> FileLock {
    let lock = FileLock(try OpenFile(path, for: .locking))
    guard lock.take(mode, 0) else { throw SystemError(path, "can't be locked") }
    return lock
  }

  /// Takes the lock; returns nil while another holder has it. The file is made where it isn't
  /// there.
  package static func attempt(_ path: String, _ mode: Mode) throws(SystemError) -> FileLock? {
    try attempt(OpenFile(path, for: .locking), mode)
  }

  /// Returns whether anyone holds the lock; nil where there is no such file.
  package static func isHeld(_ path: String) throws(SystemError) -> Bool? {
    do {
      return try attempt(OpenFile(path, for: .lockingPresent), .exclusive) == nil
    } catch {
      // Not looked for before it is opened: its holder may remove it in between.
      if error.isAbsence { return nil }
      throw error
    }
  }

  private static func attempt(_ file: OpenFile, _ mode: Mode) throws(SystemError) -> FileLock? {
    let lock = FileLock(file)
    if lock.take(mode, LOCK_NB) { return lock }
    guard errno == EWOULDBLOCK else { throw SystemError(file.path, "can't be locked") }
    return nil
  }

  private func take(_ mode: Mode, _ waiting: Int32) -> Bool {
    retrying { flock(file.descriptor, (mode == .shared ? LOCK_SH : LOCK_EX) | waiting) } == 0
  }

  /// Returns whether the locked file is still the one at `path`, and not one that was removed.
  package func isStill(_ path: String) -> Bool {
    var (held, named) = (stat(), stat())
    return fstat(file.descriptor, &held) == 0 && lstat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  /// Replaces the file's text, for people who wonder who holds the lock.
  package func write(_ text: String) throws(SystemError) {
    let bytes = Array(text.utf8)
    guard ftruncate(file.descriptor, 0) == 0,
      pwrite(file.descriptor, bytes, bytes.count, 0) == bytes.count
    else { throw SystemError(file.path, "can't be written") }
  }
}
