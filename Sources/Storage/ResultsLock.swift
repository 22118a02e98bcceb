internal import Glibc

/// The right to write a results folder, held by one process at a time.
///
/// The kernel frees it when the holder ends, however it ends, so nobody ever unlocks by hand.
package final class ResultsLock: Sendable {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Takes the lock of a results folder, making the folder, without waiting.
  ///
  /// - Throws: ``StoreError`` that names the process that holds it.
  package static func tryAcquire(folder: String) throws -> ResultsLock {
    try DiskFile.makeFolder(folder)
    let path = "\(folder)/.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StoreError(path, systemCall: "can't be opened") }
    let lock = ResultsLock(descriptor: descriptor)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      guard errno == EWOULDBLOCK else {
        throw StoreError(path, systemCall: "can't be locked")
      }
      throw StoreError(
        folder, "another bondlab\(holder(descriptor)) runs experiments here; wait for it or stop it"
      )
    }
    let process = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0,
      pwrite(descriptor, process, process.count, 0) == process.count
    else { throw StoreError(path, systemCall: "can't be written") }
    return lock
  }

  /// The holder as it wrote itself down, such as ` (process 123)`.
  private static func holder(_ descriptor: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = pread(descriptor, &buffer, buffer.count, 0)
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    guard let process = Int(text.split(separator: "\n").first ?? "") else { return "" }
    return " (process \(process))"
  }
}
